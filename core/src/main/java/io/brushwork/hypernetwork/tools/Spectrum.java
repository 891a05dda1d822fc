package io.brushwork.hypernetwork.tools;

import io.brushwork.tensor.BlasThreads;
import io.brushwork.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The singular values of a matrix.
 *
 * @param largest the first few, falling
 * @param effectiveRank e to the entropy of the values as shares of their sum: n where n are equal and the rest 0; 0 for a
 *     matrix of zeros. Source: Roy and Vetterli, "The effective rank", 2007
 * @param fullRank how many there are
 */
public record Spectrum(List<Double> largest, double effectiveRank, int fullRank) {
    private static final int SHOWN = 4;

    public Spectrum {
        largest = List.copyOf(largest);
    }

    /** Of a matrix of any number type, on any device. */
    public static Spectrum of(Tensor matrix) {
        try (Scope scope = new Scope();
                BlasThreads one = BlasThreads.single()) {
            Tensor falling = torch.linalg_svdvals(matrix.detach().to(ScalarType.Float))
                    .to(ScalarType.Double)
                    .cpu()
                    .contiguous();
            double[] values = new double[Math.toIntExact(falling.numel())];
            falling.data_ptr_double().get(values);
            double sum = Arrays.stream(values).sum();
            double entropy = Arrays.stream(values)
                    .map(value -> value / sum)
                    .filter(share -> share > 0)
                    .map(share -> -share * Math.log(share))
                    .sum();
            List<Double> largest = Arrays.stream(values).limit(SHOWN).boxed().toList();
            return new Spectrum(largest, sum > 0 ? Math.exp(entropy) : 0, values.length);
        }
    }
}
