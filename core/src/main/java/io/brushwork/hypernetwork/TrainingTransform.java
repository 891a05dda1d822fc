package io.brushwork.hypernetwork;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.SplitMix;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A network as it is trained, with dropout. What dropout draws at a site depends on the seed and the site alone, so that a
 * block which is computed a second time on the way back gives the same.
 */
final class TrainingTransform implements ContextTransform {
    private final Map<Long, Hypernetwork.Pair> modules;
    private final double strength;
    private final long seed;

    TrainingTransform(Map<Long, Hypernetwork.Pair> modules, double strength, long seed) {
        LibTorch.load();
        this.modules = modules;
        this.strength = strength;
        this.seed = seed;
    }

    @Override
    public Tensor forKey(Tensor context, Site site) {
        Hypernetwork.Pair pair = modules.get(site.width());
        return forward(context, site, pair == null ? null : pair.key(), 0);
    }

    @Override
    public Tensor forValue(Tensor context, Site site) {
        Hypernetwork.Pair pair = modules.get(site.width());
        return forward(context, site, pair == null ? null : pair.value(), 1);
    }

    @Override
    public boolean touches(Site site) {
        return modules.containsKey(site.width());
    }

    /** Without draws nothing depends on the site. */
    @Override
    public boolean isSameEverywhere() {
        return modules.values().stream()
                .noneMatch(pair -> pair.key().draws() || pair.value().draws());
    }

    private Tensor forward(Tensor context, Site site, @Nullable HypernetworkModule module, int side) {
        if (module == null) {
            return context;
        }
        if (!module.draws()) {
            return module.forward(context, strength);
        }
        long place = SplitMix.of(seed, number(site.part()), site.block(), site.layer(), site.cross() ? 1 : 0, side)
                .nextLong();
        try (Generator random = torch.make_generator_cpu(place)) {
            return module.forwardTraining(context, strength, random);
        }
    }

    /** Written out, since it must never change: runs are resumed by later versions. */
    private static long number(Site.Part part) {
        return switch (part) {
            case IN -> 0;
            case MID -> 1;
            case OUT -> 2;
        };
    }
}
