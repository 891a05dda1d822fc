package io.brushwork.bench;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;

/**
 * Against PyTorch, eager, over the same weights: bench/pytorch/eager.py runs beside this process and takes one step when
 * it is asked to. The outputs are compared as well.
 */
final class TorchBench {
    private static final double TOLERANCE = 1e-4;

    private TorchBench() {}

    static void unet(Path python, int rounds) throws IOException {
        Path file = checkpoint();
        try (Scope scope = new Scope();
                FileTensors tensors =
                        new FileTensors(file.toString(), Checkpoint.open(file).tensors());
                Weights weights = Weights.of(tensors, UNetBench.packed());
                Eager eager = new Eager(python, "bench/pytorch/eager.py", file)) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Inputs in = Inputs.make();
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext context = unet.prepare(in.conditioning(), ContextTransform.NONE)) {
                eager.give(Map.of("x", in.x(), "t", in.timesteps(), "context", in.context()));
                compare(eager, "unet", () -> unet.forward(in.x(), in.timesteps(), context));
                new InTurn()
                        .with("PyTorch, as usual", eager.timed("unet"))
                        .with("PyTorch, channels last", eager.timed("unet_cl"))
                        .with("Brushwork", UNetBench.step(unet, in, context))
                        .run(rounds);
            }
        }
    }

    static void vae(Path python, int rounds) throws IOException {
        Path file = checkpoint();
        try (Scope scope = new Scope();
                FileTensors tensors =
                        new FileTensors(file.toString(), Checkpoint.open(file).tensors());
                Weights weights = Weights.of(tensors, UNetBench.packed());
                Eager eager = new Eager(python, "bench/pytorch/eager.py", file)) {
            AutoencoderKl vae =
                    new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, ModelFamily.SD1.latentScale());
            try (InferenceMode inference = new InferenceMode(true)) {
                Tensor latent = Inputs.make().x().narrow(0, 0, 1).contiguous();
                Tensor picture = vae.decode(latent);
                eager.give(Map.of("latent", latent, "picture", picture));
                compare(eager, "decode", () -> vae.decode(latent));
                compare(eager, "encode", () -> vae.moments(picture));
                for (String way : List.of("decode", "encode")) {
                    new InTurn()
                            .with("PyTorch " + way, eager.timed(way))
                            .with("PyTorch channels last", eager.timed(way + "_cl"))
                            .with("Brushwork " + way, () -> {
                                Tensor result = way.equals("decode") ? vae.decode(latent) : vae.moments(picture);
                                result.close();
                            })
                            .run(rounds);
                }
                Memory.print("after the autoencoder");
            }
        }
    }

    static Path checkpoint() throws IOException {
        Files.createDirectories(Inputs.FOLDER);
        Path file = Inputs.FOLDER.resolve("fp32.safetensors");
        if (!Files.exists(file)) {
            new SeededTensors(DType.F32).write(file);
        }
        return file;
    }

    static void compare(Eager eager, String what, Supplier<Tensor> ours) throws IOException {
        try (Scope scope = new Scope()) {
            Tensor theirs = eager.result(what);
            double error = ours.get().sub(theirs).abs().max().item_double()
                    / theirs.abs().max().item_double();
            System.out.printf("%s: relative difference to PyTorch %.1e%n", what, error);
            if (!(error < TOLERANCE)) {
                throw new ArithmeticException(what + ": the outputs differ; the times would mean nothing");
            }
        }
    }
}
