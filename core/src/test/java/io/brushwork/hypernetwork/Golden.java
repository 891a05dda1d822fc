package io.brushwork.hypernetwork;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** The recorded hypernetworks and what A1111's classes made of them. */
final class Golden {
    private Golden() {}

    static Path file(String name) {
        URL url = Objects.requireNonNull(Golden.class.getResource("/golden/hypernetwork/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Hypernetwork load(String name) throws IOException {
        return Hypernetwork.load(file(name), Compute.CPU);
    }

    /** From modules.safetensors, in the current scope. */
    static Tensor recorded(String name) throws IOException {
        Checkpoint modules = Safetensors.read(file("modules.safetensors"));
        try (WeightReader reader = new WeightReader(modules.file(), "cpu")) {
            return reader.read(name, Objects.requireNonNull(modules.tensors().get(name), name));
        }
    }

    static Site site(long width) {
        return new Site(Site.Part.IN, 4, 0, false, width);
    }

    /** The largest difference as a share of the largest expected number. */
    static double distance(Tensor found, Tensor expected) {
        return found.sub(expected).abs().max().item_double()
                / expected.abs().max().item_double();
    }
}
