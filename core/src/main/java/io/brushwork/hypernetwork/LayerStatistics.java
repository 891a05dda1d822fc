package io.brushwork.hypernetwork;

import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The numbers of one weight tensor at a glance.
 *
 * @param name as in the safetensors form, {@code 768.k.linear.0.weight}
 * @param std standard deviation of the numbers as they are (divided by n, not n - 1)
 */
public record LayerStatistics(String name, List<Long> shape, long count, double mean, double std, double maxAbs) {
    public LayerStatistics {
        shape = List.copyOf(shape);
    }

    static LayerStatistics of(String name, Tensor weight) {
        try (Scope scope = new Scope()) {
            Tensor numbers = weight.detach().to(ScalarType.Double);
            return new LayerStatistics(
                    name,
                    WrittenTensor.shape(weight),
                    weight.numel(),
                    numbers.mean().item_double(),
                    numbers.std(false).item_double(),
                    numbers.abs().max().item_double());
        }
    }
}
