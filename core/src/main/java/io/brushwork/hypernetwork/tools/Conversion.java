package io.brushwork.hypernetwork.tools;

import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A hypernetwork file in another format or number type, and what that cost.
 *
 * @param numbers how many the network has
 * @param changed how many of them are others now
 * @param zeroed how many became 0, being too small for the type
 * @param largestChange the largest change, as a share of the largest number of its tensor
 */
public record Conversion(DType from, DType to, long numbers, long changed, long zeroed, double largestChange) {

    /**
     * Writes the network of one file into another, whose ending says the format. The name inside becomes that of the
     * new file.
     *
     * @param dtype F32, F16 or BF16; null for that of the file
     * @throws io.brushwork.files.ModelFormatException where the file is damaged or no hypernetwork
     * @throws IllegalArgumentException for another ending, or a weight too large for F16; nothing is written then
     */
    public static Conversion of(Path in, Path out, @Nullable DType dtype) throws IOException {
        try (Hypernetwork network = Hypernetwork.load(in, Compute.CPU)) {
            DType to = dtype == null ? network.dtype() : dtype;
            network.save(out, to);
            Conversion none = new Conversion(network.dtype(), to, network.parameterCount(), 0, 0, 0);
            return network.weights().values().stream().reduce(none, (sum, weight) -> sum.plus(weight), (a, b) -> a);
        }
    }

    private Conversion plus(Tensor weight) {
        try (Scope scope = new Scope()) {
            Tensor stored = weight.to(FileTensors.scalarType(to)).to(ScalarType.Float);
            Tensor nothing = stored.eq(new Scalar(0.0));
            Tensor something = weight.ne(new Scalar(0.0));
            double largest = weight.abs().max().item_double();
            double change = stored.sub(weight).abs().max().item_double();
            return new Conversion(
                    from,
                    to,
                    numbers,
                    changed + torch.ne(stored, weight).sum().item_long(),
                    zeroed + nothing.logical_and(something).sum().item_long(),
                    Math.max(largestChange, largest == 0 ? 0 : change / largest));
        }
    }
}
