package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.model.unet.Conditioning;
import io.brushwork.sampling.NoiseSchedule;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the formulas written down in PyTorch 2.15, for what A1111's recorded runs do not show: v, weights, min-SNR. */
class DenoisingLossTest {
    private static final long[] SHAPE = {2, 4, 2, 3};

    @ParameterizedTest
    @CsvSource({
        "EPS, false, 0, 1.1278716325759888",
        "EPS, true,  0, 0.9629409313201904",
        "EPS, false, 5, 0.6083594560623169",
        "V,   false, 0, 1.154425859451294",
        "V,   true,  0, 1.0402717590332031",
        "V,   false, 5, 0.16513854265213013",
    })
    void lossEqualsPyTorch(Prediction prediction, boolean weighted, double minSnrGamma, double expected) {
        LibTorch.load();
        try (Scope scope = new Scope()) {
            MicroBatch batch = batch(weighted);
            DenoisingLoss loss = new DenoisingLoss(NoiseSchedule.stableDiffusion(), prediction, minSnrGamma);
            Tensor predicted = ramp(48, 0.3, 1).sin().view(SHAPE);
            assertThat(loss.of(predicted, batch).item_double()).isCloseTo(expected, within(1e-5));
            Tensor noisy = loss.noisy(batch);
            assertThat(noisy.sum().item_double()).isCloseTo(0.54005, within(1e-4));
            assertThat(noisy.flatten().narrow(0, 24 + 12 + 3, 1).item_double()).isCloseTo(1.0391366, within(1e-5));
        }
    }

    private static MicroBatch batch(boolean weighted) {
        return new MicroBatch(
                ramp(48, 1, 0).sin().view(SHAPE),
                List.of(40, 700),
                ramp(48, 0.5, 0).cos().view(SHAPE),
                Conditioning.of(torch.zeros(2, 1, 1)),
                weighted ? ramp(12, 1 / 5.5, 0).view(2, 1, 2, 3) : null);
    }

    private static Tensor ramp(long count, double step, double from) {
        return torch.arange(new Scalar(count))
                .to(ScalarType.Float)
                .mul(new Scalar(step))
                .add(new Scalar(from));
    }
}
