package io.brushwork.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Compute;
import io.brushwork.testing.ChangedTensors;
import io.brushwork.testing.RecipeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
    private static final RecipeTensors SD1 = RecipeTensors.of("pocket-sd1");
    private static final RecipeTensors SD2 = RecipeTensors.of("pocket-sd2");

    @TempDir
    private Path dir;

    @Test
    void sd1PredictsNoise() throws IOException {
        try (Networks networks = new Networks(SD1, SD1, Compute.CPU, null, false)) {
            assertThat(networks.prediction()).isEqualTo(Prediction.EPS);
            assertThat(networks.schedule().sigmaMax()).isCloseTo(14.614643, offset(1e-5));
        }
    }

    /** A1111 takes a network of SD 2 for one that predicts v where its mean lies more than 1 below its input. */
    @ParameterizedTest
    @CsvSource({"-5, V", "5, EPS"})
    void sd2IsProbedAsA1111DoesIt(double bias, Prediction expected) throws IOException {
        TensorSource shifted =
                new ChangedTensors(SD2, "model.diffusion_model.out.2.bias", t -> t.add(new Scalar(bias)));
        try (Networks networks = new Networks(shifted, SD1, Compute.CPU, null, false)) {
            assertThat(networks.prediction()).isEqualTo(expected);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertRefused(without("first_stage_model."), "pocket-sd1: first_stage_model.*: no autoencoder in this file");
        assertRefused(without("cond_stage_model."), "pocket-sd1: cond_stage_model.*: no text model in this file");
        assertRefused(without("model.diffusion_model."), "pocket-sd1: model.diffusion_model.*: no U-Net in this file");
        assertRefused(
                without("model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k"),
                "pocket-sd1: model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight: missing");
    }

    @Test
    void shapesThatDisagreeAreNamedWithBoth() {
        TensorSource narrow = new Reshaped(
                "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight",
                t -> t.narrow(1, 0, 100));
        assertRefused(
                narrow,
                "pocket-sd1: model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight:"
                        + " expected [64, 192], found [64, 100]");
    }

    @Test
    void aFileThatIsNoModelIsNamed() throws IOException {
        Path missing = dir.resolve("missing.safetensors");
        assertThatThrownBy(() -> Networks.load(missing, null, Compute.CPU, null))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(missing + ": does not exist");
        Path page = Files.writeString(dir.resolve("page.ckpt"), "<!DOCTYPE html><html>log in</html>");
        assertThatThrownBy(() -> Networks.load(page, null, Compute.CPU, null))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("is a web page, not a model");
    }

    private static void assertRefused(TensorSource source, String message) {
        assertThatThrownBy(() -> new Networks(source, source, Compute.CPU, null, false))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(message);
    }

    private static TensorSource without(String prefix) {
        Set<String> kept =
                SD1.names().stream().filter(n -> !n.startsWith(prefix)).collect(Collectors.toSet());
        return new TensorSource() {
            @Override
            public String label() {
                return SD1.label();
            }

            @Override
            public Set<String> names() {
                return kept;
            }

            @Override
            public List<Long> shape(String name) {
                return SD1.shape(name);
            }

            @Override
            public Tensor read(String name) {
                return SD1.read(name);
            }
        };
    }

    private record Reshaped(String name, UnaryOperator<Tensor> change) implements TensorSource {
        @Override
        public String label() {
            return SD1.label();
        }

        @Override
        public Set<String> names() {
            return SD1.names();
        }

        @Override
        public List<Long> shape(String asked) {
            return asked.equals(name) ? List.of(64L, 100L) : SD1.shape(asked);
        }

        @Override
        public Tensor read(String asked) {
            return asked.equals(name) ? change.apply(SD1.read(asked)) : SD1.read(asked);
        }
    }
}
