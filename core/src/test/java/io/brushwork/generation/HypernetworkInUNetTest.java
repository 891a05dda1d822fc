package io.brushwork.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.TorchFile;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.EffectRecorder;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The U-Net with hypernetworks, against what A1111's modules gave inside ldm's network. */
class HypernetworkInUNetTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path dir;

    private static Weights weights;
    private static UNet unet;

    @BeforeAll
    static void load() throws IOException {
        weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);
        unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
    }

    @AfterAll
    static void free() {
        weights.close();
    }

    /** Every recorded output: {@code eps.<network>.<strength>}, and chains {@code …+<network>.<strength>}. */
    static List<String> recorded() {
        return Golden.of("unet").names().stream()
                .filter(n -> n.startsWith("eps."))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsTheReference(String name) throws IOException {
        Golden golden = Golden.of("unet");
        List<Hypernetwork> open = new ArrayList<>();
        try (Scope scope = new Scope()) {
            HypernetworkChain chain = chain(name.substring("eps.".length()), open);
            Tensor x = golden.get("x");
            Tensor t = golden.get("t");
            Conditioning context = Conditioning.of(golden.get("context"));
            Golden.assertClose(unet.forward(x, t, context, chain), golden.get(name), TOLERANCE);
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext prepared = unet.prepare(context, chain)) {
                Golden.assertClose(unet.forward(x, t, prepared), golden.get(name), TOLERANCE);
            }
        } finally {
            open.forEach(Hypernetwork::close);
        }
    }

    @Test
    void equalsTheReferenceInSd2() throws IOException {
        Golden golden = Golden.of("sd2");
        try (Weights sd2 = Weights.of(RecipeTensors.of("pocket-sd2"), Compute.CPU);
                Hypernetwork swish = Hypernetwork.load(file("sd2_swish"), Compute.CPU);
                Scope scope = new Scope()) {
            UNet network = new UNet(sd2.at("model.diffusion_model"), Padding.ZERO);
            Tensor x = golden.get("x");
            Tensor t = golden.get("t");
            Conditioning context = Conditioning.of(torch.cat(
                    new TensorVector(
                            golden.get("context").narrow(0, 0, 1),
                            golden.get("context").narrow(0, 2, 1)),
                    0));
            Tensor plain = network.forward(x, t, context, ContextTransform.NONE);
            Golden.assertClose(plain, golden.get("out"), TOLERANCE);
            HypernetworkChain chain = HypernetworkChain.of(List.of(new AppliedHypernetwork(swish, Strength.FULL)));
            Golden.assertClose(network.forward(x, t, context, chain), golden.get("out.sd2_swish.1.0"), TOLERANCE);
        }
    }

    @Test
    void strengthZeroIsBitIdenticalToNone() throws IOException {
        Golden golden = Golden.of("unet");
        try (Hypernetwork relu = Hypernetwork.load(file("relu_ln"), Compute.CPU);
                Scope scope = new Scope()) {
            HypernetworkChain zero = HypernetworkChain.of(List.of(new AppliedHypernetwork(relu, Strength.of(0))));
            Tensor without = unet.forward(
                    golden.get("x"), golden.get("t"), Conditioning.of(golden.get("context")), ContextTransform.NONE);
            Tensor with = unet.forward(golden.get("x"), golden.get("t"), Conditioning.of(golden.get("context")), zero);
            assertThat(with.equal(without)).isTrue();
        }
    }

    @Test
    void effectsAreRecordedForEveryLayer() throws IOException {
        Golden golden = Golden.of("unet");
        try (Hypernetwork relu = Hypernetwork.load(file("relu_ln"), Compute.CPU);
                Scope scope = new Scope()) {
            EffectRecorder recorder =
                    new EffectRecorder(HypernetworkChain.of(List.of(new AppliedHypernetwork(relu, Strength.of(0.5)))));
            unet.forward(golden.get("x"), golden.get("t"), Conditioning.of(golden.get("context")), recorder);
            HypernetworkEffect effect = recorder.effects().get(0);
            assertThat(effect.sites()).hasSameSizeAs(unet.sites());
            assertThat(effect.mean()).isBetween(1e-3, effect.max());
        }
    }

    private HypernetworkChain chain(String names, List<Hypernetwork> open) throws IOException {
        List<AppliedHypernetwork> links = new ArrayList<>();
        for (String part : names.split("\\+", -1)) {
            int dot = part.indexOf('.');
            Hypernetwork network = Hypernetwork.load(file(part.substring(0, dot)), Compute.CPU);
            open.add(network);
            links.add(new AppliedHypernetwork(network, Strength.of(Double.parseDouble(part.substring(dot + 1)))));
        }
        return HypernetworkChain.of(links);
    }

    /**
     * A recorded network's file. {@code relu_default_out} has the weights of {@code elu_wide} under the keys of late
     * October 2022, and is made from it.
     */
    private Path file(String name) throws IOException {
        if (!name.equals("relu_default_out")) {
            return Golden.file("hypernetworks/" + name + ".pt");
        }
        Map<Object, Object> keys = new LinkedHashMap<>(
                (Map<?, ?>) Objects.requireNonNull(TorchFile.read(Golden.file("hypernetworks/elu_wide.pt"))));
        keys.keySet()
                .removeAll(List.of(
                        "activate_output", "use_dropout", "dropout_structure", "last_layer_dropout", "optional_info"));
        keys.put("activation_func", "relu");
        Path file = dir.resolve("relu_default_out.ckpt");
        TorchFile.write(file, keys);
        return file;
    }
}
