package io.brushwork.hypernetwork;

import io.brushwork.hypernetwork.AppliedHypernetwork.Side;
import io.brushwork.nn.Affine;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Networks applied one after the other, in the order of the prompt: the second sees what the first gives. The same
 * network may be a link twice, with two strengths. The chain borrows its networks; they stay open as long as it is used.
 *
 * <p>As a transform it applies all its links, whatever their {@link StepWindow}s; {@link #at} gives the chain of one
 * step.
 */
public final class HypernetworkChain implements ContextTransform {
    private final List<AppliedHypernetwork> links;
    /** By the links that act, so that equal steps get the same instance. */
    private final Map<List<AppliedHypernetwork>, HypernetworkChain> parts = new ConcurrentHashMap<>();

    private HypernetworkChain(List<AppliedHypernetwork> links) {
        this.links = List.copyOf(links);
    }

    public static HypernetworkChain of(List<AppliedHypernetwork> links) {
        return new HypernetworkChain(links);
    }

    public List<AppliedHypernetwork> links() {
        return links;
    }

    /**
     * The chain of the links that act in a step. Two steps in which the same links act get the same instance, so that
     * what was prepared with it can be kept by identity.
     *
     * @param step counted from 0
     * @param steps how many this sampling takes
     */
    public HypernetworkChain at(int step, int steps) {
        List<AppliedHypernetwork> active = links.stream()
                .filter(link -> link.strength().steps().holds(step, steps))
                .toList();
        return active.size() == links.size() ? this : parts.computeIfAbsent(active, HypernetworkChain::new);
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
        return links.stream().anyMatch(link -> link.touches(site));
    }

    @Override
    public @Nullable Affine affineKey(Site site) {
        return affine(site, Side.KEY);
    }

    @Override
    public @Nullable Affine affineValue(Site site) {
        return affine(site, Side.VALUE);
    }

    private List<AppliedHypernetwork> acting(Site site, Side side) {
        return links.stream().filter(link -> link.strengthAt(site, side) != 0).toList();
    }

    private Tensor forward(Tensor context, Site site, Side side) {
        List<AppliedHypernetwork> acting = acting(site, side);
        if (acting.isEmpty()) {
            return context;
        }
        return Scope.of(() -> {
            Tensor changed = context;
            for (AppliedHypernetwork link : acting) {
                changed = link.forward(changed, site, side);
            }
            return changed;
        });
    }

    /**
     * Where the chain touches a site only on the other side this is the identity, so that attention can fold that side;
     * where it does not touch the site at all it is null, since leaving a context alone costs nothing.
     */
    private @Nullable Affine affine(Site site, Side side) {
        try (Scope scope = new Scope()) {
            @Nullable Affine all = null;
            for (AppliedHypernetwork link : links) {
                if (!link.touches(site)) {
                    continue;
                }
                Affine next = link.affine(site, side);
                if (next == null) {
                    return null;
                }
                all = all == null ? next : all.then(next);
            }
            return all == null ? null : new Affine(scope.keep(all.matrix()), scope.keep(all.offset()));
        }
    }
}
