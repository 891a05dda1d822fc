package io.brushwork.hypernetwork;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies the weights of one file into memory of their own, as float32, so that the file may be replaced later. */
final class WeightReader implements AutoCloseable {
    private final Path file;
    private final FileTensors tensors;
    private final String device;

    WeightReader(Path file, String device) {
        this.file = file;
        this.tensors = new FileTensors(file.toString(), Map.of());
        this.device = device;
    }

    /**
     * One weight, row-major, in the current scope.
     *
     * @throws ModelFormatException where a number is infinite or none
     */
    Tensor read(String name, StoredTensor stored) throws ModelFormatException {
        try (Scope scope = new Scope()) {
            MemoryFormatOptional rowMajor = new MemoryFormatOptional(MemoryFormat.Contiguous);
            Tensor weight = tensors.read(stored).to(new Device(device), ScalarType.Float, false, true, rowMajor);
            if (!weight.isfinite().all().item_bool()) {
                throw new ModelFormatException(
                        file,
                        name
                                + ": holds infinite numbers or NaN; the network is damaged and would only give black pictures");
            }
            return scope.keep(weight);
        }
    }

    @Override
    public void close() {
        tensors.close();
    }
}
