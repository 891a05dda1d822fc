package io.brushwork.bench;

import io.brushwork.model.unet.Conditioning;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What the U-Net is given: a batch of two at 512x512. The same numbers on every machine. */
record Inputs(Tensor x, Tensor timesteps, Tensor context) {
    static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"), "brushwork-bench");

    Conditioning conditioning() {
        return Conditioning.of(context);
    }

    /** Made in the current scope. */
    static Inputs make() {
        try (Scope scope = new Scope();
                Generator generator = torch.make_generator_cpu(1)) {
            GeneratorOptional random = new GeneratorOptional(generator);
            return new Inputs(
                    scope.keep(torch.randn(new long[] {2, 4, 64, 64}, random)),
                    scope.keep(torch.tensor(new float[] {601, 601})),
                    scope.keep(torch.randn(new long[] {2, 77, 768}, random)));
        }
    }
}
