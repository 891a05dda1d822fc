package io.brushwork.hypernetwork;

import io.brushwork.hypernetwork.AppliedHypernetwork.Side;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A chain that measures, while it is applied, how far each link changes each context. It costs two norms per link and
 * layer, and it is never folded: use it for one step and the chain for the others. For one generation, on one thread.
 */
public final class EffectRecorder implements ContextTransform {
    private final HypernetworkChain chain;
    private final List<Map<Site, Changes>> seen;

    public EffectRecorder(HypernetworkChain chain) {
        this.chain = chain;
        List<Map<Site, Changes>> sites = new ArrayList<>();
        chain.links().forEach(link -> sites.add(new LinkedHashMap<>()));
        this.seen = sites;
    }

    @Override
    public Tensor forKey(Tensor context, Site site) {
        return forward(context, site, Side.KEY);
    }

    @Override
    public Tensor forValue(Tensor context, Site site) {
        return forward(context, site, Side.VALUE);
    }

    @Override
    public boolean touches(Site site) {
        return chain.touches(site);
    }

    /** What was measured so far, one entry per link in the chain's order. */
    public List<HypernetworkEffect> effects() {
        List<HypernetworkEffect> effects = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            List<HypernetworkEffect.AtSite> sites = new ArrayList<>();
            seen.get(i)
                    .forEach((site, changes) -> sites.add(new HypernetworkEffect.AtSite(
                            site, changes.key().getAverage(), changes.value().getAverage())));
            AppliedHypernetwork link = chain.links().get(i);
            effects.add(
                    new HypernetworkEffect(link.network().name(), link.network().id(), link.strength(), sites));
        }
        return effects;
    }

    private Tensor forward(Tensor context, Site site, Side side) {
        if (chain.links().stream().allMatch(link -> link.strengthAt(site, side) == 0)) {
            return context;
        }
        return Scope.of(() -> {
            Tensor changed = context;
            for (int i = 0; i < chain.links().size(); i++) {
                AppliedHypernetwork link = chain.links().get(i);
                if (link.strengthAt(site, side) != 0) {
                    Tensor before = changed;
                    changed = link.forward(before, site, side);
                    seen.get(i)
                            .computeIfAbsent(site, key -> new Changes())
                            .of(side)
                            .accept(relativeChange(before, changed));
                }
            }
            return changed;
        });
    }

    /** ||after - before|| / ||before||; 0 for a context of zeros. */
    private static double relativeChange(Tensor before, Tensor after) {
        double size = before.norm().item_double();
        return size == 0 ? 0 : after.sub(before).norm().item_double() / size;
    }

    /** The changes of one link at one site so far. */
    private record Changes(DoubleSummaryStatistics key, DoubleSummaryStatistics value) {
        Changes() {
            this(new DoubleSummaryStatistics(), new DoubleSummaryStatistics());
        }

        DoubleSummaryStatistics of(Side side) {
            return side == Side.KEY ? key : value;
        }
    }
}
