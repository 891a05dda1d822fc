package io.brushwork.hypernetwork;

import io.brushwork.nn.WrittenTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Makes modules that come from no file. Their weights are in the current scope. */
final class NewModule {
    private static final double NORM_STD = 0.01;
    private static final double PRELU_SLOPE = 0.25;
    private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,8})\\.[kv]\\..+");

    private NewModule() {}

    /**
     * Draws a module's weights in A1111's order. Each of its linear layers is made by PyTorch, which draws weights and
     * biases of its own; then all layers are drawn anew. The first numbers are drawn here too, so that the second are
     * those of A1111.
     */
    static HypernetworkModule draw(long width, HypernetworkConfig config, WeightInit init, GeneratorOptional random) {
        List<LayerPlan> plan = config.plan(width);
        List<Map<String, Tensor>> weights =
                plan.stream().map(layer -> empty(layer)).toList();
        for (int i = 0; i < plan.size(); i++) {
            if (plan.get(i) instanceof LayerPlan.Linear) {
                LayerPlan.of(weights.get(i), LayerPlan.WEIGHT).uniform_(0, 1, random);
                LayerPlan.of(weights.get(i), LayerPlan.BIAS).uniform_(0, 1, random);
            }
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            Map<String, Tensor> made = weights.get(i);
            LayerPlan layer = plan.get(i);
            if (layer instanceof LayerPlan.Linear linear) {
                init.draw(linear, LayerPlan.of(made, LayerPlan.WEIGHT), LayerPlan.of(made, LayerPlan.BIAS), random);
            } else if (layer instanceof LayerPlan.Norm) {
                LayerPlan.of(made, LayerPlan.WEIGHT).normal_(0, NORM_STD, random);
                LayerPlan.of(made, LayerPlan.BIAS).normal_(0, 0, random);
            } else {
                made.values().forEach(slope -> slope.fill_(new Scalar(PRELU_SLOPE)));
            }
            layers.add(layer.with(made));
        }
        return new HypernetworkModule(width, layers);
    }

    private static Map<String, Tensor> empty(LayerPlan layer) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        layer.shapes()
                .forEach((name, shape) -> tensors.put(
                        name,
                        torch.empty(shape.stream().mapToLong(Long::longValue).toArray())));
        return tensors;
    }

    /** The widths in names such as {@code 768.k.linear.0.weight}, in their order. */
    static Set<Long> widths(Set<String> names) {
        Set<Long> widths = new LinkedHashSet<>();
        for (String name : names) {
            Matcher match = NAME.matcher(name);
            if (!match.matches()) {
                throw new IllegalArgumentException(
                        "weights: expected names such as 768.k.linear.0.weight, got " + name);
            }
            widths.add(Long.parseLong(match.group(1)));
        }
        return widths;
    }

    /**
     * Makes a module of copies of given weights.
     *
     * @param prefix of their names, {@code 768.k.}
     * @param weights those of this module are taken out
     */
    static HypernetworkModule take(long width, String prefix, HypernetworkConfig config, Map<String, Tensor> weights) {
        List<LayerPlan> plan = config.plan(width);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            Map<String, Tensor> own = new HashMap<>();
            for (Map.Entry<String, List<Long>> shape : plan.get(i).shapes().entrySet()) {
                String name = prefix + "linear." + i + "." + shape.getKey();
                Tensor given = weights.remove(name);
                if (given == null || !WrittenTensor.shape(given).equals(shape.getValue())) {
                    throw new IllegalArgumentException("weights: expected " + name + " of shape " + shape.getValue()
                            + ", got " + (given == null ? "none" : WrittenTensor.shape(given)));
                }
                MemoryFormatOptional rowMajor = new MemoryFormatOptional(MemoryFormat.Contiguous);
                own.put(shape.getKey(), given.to(given.device(), ScalarType.Float, false, true, rowMajor));
            }
            layers.add(plan.get(i).with(own));
        }
        return new HypernetworkModule(width, layers);
    }
}
