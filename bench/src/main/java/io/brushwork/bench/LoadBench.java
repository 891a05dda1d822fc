package io.brushwork.bench;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Loading a checkpoint of float16 against reading its bytes. */
final class LoadBench {
    private static final int BUFFER = 1 << 22;

    private LoadBench() {}

    static void run(int rounds) throws IOException {
        Files.createDirectories(Inputs.FOLDER);
        Path file = Inputs.FOLDER.resolve("fp16.safetensors");
        if (!Files.exists(file)) {
            new SeededTensors(DType.F16).write(file);
        }
        Compute kept = new Compute("cpu", ScalarType.Float, ScalarType.Half);
        new InTurn()
                .with("read its bytes", () -> read(file))
                .with("load, plain float32", () -> load(file, Compute.CPU))
                .with("load, packed float32", () -> load(file, UNetBench.packed()))
                .with("load, kept in float16", () -> load(file, kept))
                .run(rounds);
        Memory.print("after loading");
    }

    static DType dtype(String label) {
        return label.equals("fp16") ? DType.F16 : DType.F32;
    }

    private static void read(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {}
        }
    }

    private static void load(Path file, Compute compute) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(file);
        try (FileTensors tensors = new FileTensors(file.toString(), checkpoint.tensors());
                Weights weights = Weights.of(tensors, compute)) {
            ClipTextModel.of(weights.at("cond_stage_model"), false);
            new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, ModelFamily.SD1.latentScale());
        }
    }
}
