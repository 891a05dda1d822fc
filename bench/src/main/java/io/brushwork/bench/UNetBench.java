package io.brushwork.bench;

import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The U-Net alone, one step at a time, over a prepared context as generation has it. */
final class UNetBench {
    private static final long[] WIDTHS = {768, 320, 640, 1280};

    private UNetBench() {}

    static Compute packed() {
        return Compute.CPU.forInference();
    }

    /** Steps, each between two measurements of the peak. */
    static void share(int rounds, boolean fp16) throws IOException {
        Compute compute = fp16 ? new Compute("cpu", ScalarType.Float, ScalarType.Half) : packed();
        try (Weights weights = Weights.of(new SeededTensors(fp16 ? DType.F16 : DType.F32), compute);
                Scope scope = new Scope()) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Memory.print("loaded");
            Inputs in = Inputs.make();
            double[] shares = new double[rounds];
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext context = unet.prepare(in.conditioning(), ContextTransform.NONE)) {
                step(unet, in, context).run();
                for (int i = 0; i < rounds; i++) {
                    double before = Peak.measure();
                    double seconds = step(unet, in, context).run();
                    // The faster of both sides: the machine can only have been slower in between.
                    double peak = Math.max(before, Peak.measure());
                    shares[i] = Sd15.UNET_FLOP / seconds / peak;
                    System.out.printf(
                            "step %.2f s, %.1f Gflop/s, peak %.1f, share %.3f%n",
                            seconds, Sd15.UNET_FLOP / seconds / 1e9, peak / 1e9, shares[i]);
                }
            }
            Arrays.sort(shares);
            System.out.printf("median share of the peak: %.3f%n", shares[rounds / 2]);
            Memory.print("after steps");
        }
    }

    static void packedAgainstPlain(int rounds) throws IOException {
        SeededTensors source = new SeededTensors(DType.F32);
        try (Weights packed = Weights.of(source, packed());
                Weights plain = Weights.of(source, Compute.CPU);
                Scope scope = new Scope()) {
            UNet fast = new UNet(packed.at("model.diffusion_model"), Padding.ZERO);
            UNet slow = new UNet(plain.at("model.diffusion_model"), Padding.ZERO);
            Inputs in = Inputs.make();
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext a = fast.prepare(in.conditioning(), ContextTransform.NONE);
                    PreparedContext b = slow.prepare(in.conditioning(), ContextTransform.NONE)) {
                new InTurn()
                        .with("plain", step(slow, in, b))
                        .with("packed", step(fast, in, a))
                        .run(rounds);
            }
        }
    }

    static void hypernetworks(int rounds) throws IOException {
        Files.createDirectories(Inputs.FOLDER);
        try (Weights weights = Weights.of(new SeededTensors(DType.F32), packed());
                Hypernetwork relu = network("relu", true);
                Hypernetwork linear = network("linear", false);
                Scope scope = new Scope()) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Inputs in = Inputs.make();
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext none = unet.prepare(in.conditioning(), ContextTransform.NONE);
                    PreparedContext bent = unet.prepare(in.conditioning(), relu.transform(Strength.FULL));
                    PreparedContext straight = unet.prepare(in.conditioning(), linear.transform(Strength.FULL))) {
                new InTurn()
                        .with("none", step(unet, in, none))
                        .with("relu", step(unet, in, bent))
                        .with("linear", step(unet, in, straight))
                        .run(rounds);
            }
        }
    }

    static InTurn.Timed step(UNet unet, Inputs in, PreparedContext context) {
        return InTurn.timed(() -> finite(unet.forward(in.x(), in.timesteps(), context)));
    }

    private static void finite(Tensor result) {
        if (!result.isfinite().all().item_bool()) {
            throw new ArithmeticException("the random network gave values that are not numbers");
        }
    }

    /** A network [1, 2, 1] for all widths of SD 1, random. */
    private static Hypernetwork network(String name, boolean relu) throws IOException {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (long width : WIDTHS) {
            for (String side : List.of("k", "v")) {
                String module = width + "." + side + ".linear.";
                // The activation between the layers is counted too.
                String second = relu ? "2" : "1";
                shapes.put(module + "0.weight", List.of(2 * width, width));
                shapes.put(module + "0.bias", List.of(2 * width));
                shapes.put(module + second + ".weight", List.of(width, 2 * width));
                shapes.put(module + second + ".bias", List.of(width));
            }
        }
        Map<String, TensorData> data = new LinkedHashMap<>();
        SeededTensors source = new SeededTensors(DType.F32, shapes);
        shapes.keySet().forEach(tensor -> data.put(tensor, source.data(tensor)));
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "format",
                "brushwork.hypernetwork.v1",
                "widths",
                "[768, 320, 640, 1280]",
                "layer_structure",
                "[1, 2, 1]"));
        settings.put("activate_output", "false");
        if (relu) {
            settings.put("activation_func", "relu");
        }
        Path file = Inputs.FOLDER.resolve(name + ".safetensors");
        Safetensors.write(file, data, settings);
        return Hypernetwork.load(file, Compute.CPU);
    }
}
