package io.brushwork.hypernetwork.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.PocketCheckpoint;
import io.brushwork.text.ExtraNetworkTags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint into which networks were folded predicts what the first checkpoint predicts with the networks. */
class CheckpointFoldTest {
    @TempDir
    private Path folder;

    private final List<Hypernetwork> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Hypernetwork::close);
    }

    /** Against what A1111's module gave inside ldm's network; the biases of the recorded network are not 0. */
    @Test
    void theFoldedCheckpointGivesTheRecordedNoise() throws IOException {
        Path out = folder.resolve("folded.safetensors");
        CheckpointFold.write(pocket(), chain("linear:1"), out, DType.F32);
        try (Scope scope = new Scope()) {
            Tensor with = predicted(out, ContextTransform.NONE);
            Golden golden = Golden.of("unet");
            Golden.assertClose(with, golden.get("eps.linear.1.0"), 1e-5);
            assertThat(Golden.relativeError(predicted(PocketCheckpoint.safetensors(), ContextTransform.NONE), with))
                    .isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear:-2:k=0.3,v=1.5", "linear:1:in=0,in4=2,mid=0.5", "linear:1:k=0"})
    void everyStrengthIsFolded(String network) throws IOException {
        Path out = folder.resolve("folded.safetensors");
        HypernetworkChain chain = chain(network);
        CheckpointFold.write(pocket(), chain, out, DType.F32);
        assertSame(out, chain);
    }

    @Test
    void severalNetworksAreFoldedInTheirOrder() throws IOException {
        Path out = folder.resolve("folded.safetensors");
        HypernetworkChain chain = chain("linear:0.7", "nai_old:1.2");
        CheckpointFold.write(pocket(), chain, out, DType.F32);
        assertSame(out, chain);
    }

    @Test
    void theConstantOfValuesGoesIntoTheBiasBehindAttention() throws IOException {
        Path out = folder.resolve("folded.safetensors");
        List<CheckpointFold.Change> changes = CheckpointFold.write(pocket(), chain("linear:1"), out, DType.F32);
        List<AttentionLayer> layers = AttentionLayer.of(pocket());
        assertThat(changes).hasSize(3 * layers.size());
        assertThat(changes)
                .filteredOn(change -> change.tensor().endsWith("to_out.0.bias"))
                .hasSameSizeAs(layers)
                .anyMatch(change -> change.change() > 1e-3);
        assertThat(changes).allMatch(change -> change.rounding() < 1e-6);
    }

    @Test
    void allElseStaysAsItIs() throws IOException {
        Path out = folder.resolve("folded.safetensors");
        List<CheckpointFold.Change> changes = CheckpointFold.write(pocket(), chain("linear:1"), out, null);
        Checkpoint before = pocket();
        Checkpoint after = Checkpoint.open(out);
        assertThat(after.tensors().keySet())
                .containsExactlyInAnyOrderElementsOf(before.tensors().keySet());
        assertThat(after.metadata().get("brushwork.folded")).startsWith("linear:1.0 [");
        List<String> changed =
                changes.stream().map(CheckpointFold.Change::tensor).toList();
        try (Scope scope = new Scope();
                FileTensors a = new FileTensors("before", before.tensors());
                FileTensors b = new FileTensors("after", after.tensors())) {
            for (String name : before.tensors().keySet()) {
                assertThat(after.tensor(name).dtype()).isEqualTo(DType.F16);
                assertThat(b.read(name).equal(a.read(name))).as(name).isEqualTo(!changed.contains(name));
            }
        }
        // Half precision keeps most of the change, and the report says how much it loses.
        assertThat(changes).anyMatch(change -> change.rounding() > 1e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "relu_ln:1,            has layer norms",
        "elu_wide:1,           has the activation elu",
        "linear:1:steps=0-0.5, is to act in some steps only",
        "linear:0,             or its strength is 0 everywhere",
        "sd2_swish:1,          has layer norms"
    })
    void whatCannotBeFoldedIsToldBeforeAnythingIsWritten(String network, String reason) throws IOException {
        Path out = folder.resolve("folded.safetensors");
        assertThatThrownBy(() -> CheckpointFold.write(pocket(), chain(network), out, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: ")
                .hasMessageContaining(reason);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path network = Golden.file("hypernetworks/linear.pt");
        assertThatThrownBy(() -> CheckpointFold.write(
                        Checkpoint.open(network), chain("linear:1"), folder.resolve("a.safetensors"), null))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has no attention layers of a U-Net");
        assertThatThrownBy(() -> CheckpointFold.write(pocket(), chain("linear:1"), folder.resolve("a.ckpt"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("out: expected a name ending in .safetensors");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void numbersThatDoNotFitAreNotWritten() throws IOException {
        Path out = folder.resolve("folded.safetensors");
        assertThatThrownBy(() -> CheckpointFold.write(pocket(), chain("linear:1e9"), out, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(" would hold numbers that f16 cannot");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void widthsComeInA1111sOrder() throws IOException {
        assertThat(AttentionLayer.widths(AttentionLayer.of(pocket()))).containsExactly(192L, 32L, 64L, 128L);
        try (Weights weights = weights(PocketCheckpoint.safetensors())) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            assertThat(AttentionLayer.of(pocket()))
                    .extracting(AttentionLayer::site)
                    .containsExactlyInAnyOrderElementsOf(unet.sites());
        }
    }

    private void assertSame(Path folded, HypernetworkChain chain) throws IOException {
        try (Scope scope = new Scope()) {
            Tensor with = predicted(PocketCheckpoint.safetensors(), chain);
            Golden.assertClose(predicted(folded, ContextTransform.NONE), with, 1e-5);
            assertThat(Golden.relativeError(predicted(PocketCheckpoint.safetensors(), ContextTransform.NONE), with))
                    .isGreaterThan(1e-4);
        }
    }

    /** Noise that a checkpoint predicts for the recorded latent. */
    static Tensor predicted(Path checkpoint, ContextTransform transform) throws IOException {
        Golden golden = Golden.of("unet");
        try (Weights weights = weights(checkpoint);
                Scope scope = new Scope()) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            return scope.keep(
                    unet.forward(golden.get("x"), golden.get("t"), Conditioning.of(golden.get("context")), transform));
        }
    }

    private static Weights weights(Path checkpoint) throws IOException {
        FileTensors tensors = new FileTensors(
                checkpoint.toString(), Checkpoint.open(checkpoint).tensors());
        return Weights.of(tensors, Compute.CPU);
    }

    /** The U-Net of the small checkpoint: the rest would only be copied. */
    static Checkpoint pocket() throws IOException {
        Checkpoint all = Checkpoint.open(PocketCheckpoint.safetensors());
        Map<String, StoredTensor> unet = new LinkedHashMap<>(all.tensors());
        unet.keySet().removeIf(name -> !name.startsWith("model.diffusion_model."));
        return new Checkpoint(all.file(), unet, all.metadata());
    }

    private HypernetworkChain chain(String... networks) throws IOException {
        return chain(open, networks);
    }

    /** Recorded networks, given as in tags. */
    static HypernetworkChain chain(List<Hypernetwork> open, String... networks) throws IOException {
        List<AppliedHypernetwork> links = new ArrayList<>();
        for (String network : networks) {
            var tag = HypernetworkTag.of(ExtraNetworkTags.parse("<hypernet:" + network + ">"))
                    .get(0);
            Hypernetwork loaded = Hypernetwork.load(Golden.file("hypernetworks/" + tag.name() + ".pt"), Compute.CPU);
            open.add(loaded);
            links.add(new AppliedHypernetwork(loaded, tag.strength()));
        }
        return HypernetworkChain.of(links);
    }
}
