package io.brushwork.hypernetwork;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Modules whose weights are a formula of their position, as the recorded values have them. */
final class DrawnModule {
    private final IntToDoubleFunction formula;
    private int drawn;

    private DrawnModule(IntToDoubleFunction formula) {
        this.formula = formula;
    }

    /** Weights in file order, each row-major; the k-th number of all of them is formula(k). PReLU slopes are 0.25. */
    static HypernetworkModule of(HypernetworkConfig config, long width, IntToDoubleFunction formula) {
        DrawnModule draw = new DrawnModule(formula);
        List<Layer> layers = new ArrayList<>();
        for (LayerPlan plan : config.plan(width)) {
            Map<String, Tensor> weights = new HashMap<>();
            plan.shapes().forEach((name, shape) -> weights.put(name, draw.next(shape)));
            layers.add(plan.with(weights));
        }
        return new HypernetworkModule(width, layers);
    }

    static HypernetworkConfig config(Activation activation, Double... structure) {
        return config(activation, false, HypernetworkConfig.derivedDropout(structure.length, false, false), structure);
    }

    static HypernetworkConfig config(
            Activation activation, boolean layerNorm, List<Double> dropout, Double... structure) {
        return new HypernetworkConfig(
                List.of(structure), activation, layerNorm, false, dropout, false, false, "Normal", 0, null, null, null);
    }

    static Tensor tensor(float[] values, long... shape) {
        return torch.tensor(values).view(shape);
    }

    static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    private Tensor next(List<Long> shape) {
        if (shape.equals(List.of(1L))) {
            return tensor(new float[] {0.25f}, 1);
        }
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[(int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) formula.applyAsDouble(drawn++);
        }
        return tensor(values, sizes);
    }
}
