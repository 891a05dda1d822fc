package io.brushwork.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.model.Networks;
import io.brushwork.nn.TensorSource;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Compute;
import io.brushwork.testing.ChangedTensors;
import io.brushwork.testing.RecipeTensors;
import java.io.IOException;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Number formats, and numbers that are none. */
class NumbersTest {
    private static final GenerationRequest REQUEST =
            GenerationRequest.of("a cat").size(64, 64).steps(2).seed(3).build();

    private static byte[] draw(TensorSource tensors, Compute compute) throws IOException {
        Networks networks = new Networks(tensors, tensors, compute, Prediction.EPS, false);
        ModelIdentity identity = new ModelIdentity("pocket", "", "", "", "", ModelDefaults.NONE);
        try (TestStudio sd = new TestStudio(networks, new HypernetworkCache(null, compute), identity)) {
            return sd.generate(REQUEST).images().get(0).picture().rgb();
        }
    }

    private static byte[] draw(Compute compute) throws IOException {
        return draw(RecipeTensors.of("pocket-sd1"), compute);
    }

    /** This checkpoint's weights are float16 numbers, so that keeping them so loses nothing. */
    @Test
    void weightsKeptInHalfAreCastOnUse() throws IOException {
        byte[] whole = draw(Compute.CPU);
        byte[] kept = draw(new Compute("cpu", ScalarType.Float, ScalarType.Half));
        assertThat(furthest(whole, kept)).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"fp16, 4", "bf16, 24"})
    void halfArithmeticIsNearFloat32(String dtype, double levels) throws IOException {
        ScalarType type = Compute.dtypeOf(dtype);
        assertThat(mean(draw(Compute.CPU), draw(new Compute("cpu", type, type))))
                .isBetween(1e-9, levels);
    }

    @Test
    void nanOfTheUNetIsReportedAsSuch() {
        TensorSource broken = broken("model.diffusion_model.out.2.bias");
        assertThatThrownBy(() -> draw(broken, Compute.CPU))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the U-Net gave values that are not numbers (NaN) at call 1: try float32");
    }

    @Test
    void nanOfTheAutoencoderIsReportedAsSuch() {
        TensorSource broken = broken("first_stage_model.decoder.conv_out.bias");
        assertThatThrownBy(() -> draw(broken, Compute.CPU))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the autoencoder gave values that are not numbers (NaN)");
    }

    private static TensorSource broken(String name) {
        return new ChangedTensors(
                RecipeTensors.of("pocket-sd1"),
                name,
                t -> t.new_zeros(t.sizes()).log().sub(t.new_zeros(t.sizes()).log()));
    }

    private static int furthest(byte[] a, byte[] b) {
        int furthest = 0;
        for (int i = 0; i < a.length; i++) {
            furthest = Math.max(furthest, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
        }
        return furthest;
    }

    private static double mean(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
        }
        return sum / a.length;
    }
}
