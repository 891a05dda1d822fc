package io.brushwork.hypernetwork;

import io.brushwork.nn.Affine;
import io.brushwork.nn.Site;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network with the strength at which it is used: one link of a {@link HypernetworkChain}.
 *
 * @param name by which it was asked for, as in the prompt's tag
 */
public record AppliedHypernetwork(Hypernetwork network, Strength strength, String name) {
    /** A network under its own name. */
    public AppliedHypernetwork(Hypernetwork network, Strength strength) {
        this(network, strength, network.name());
    }

    /** The plain tag that asks for the same: {@code <hypernet:oil:0.8>}. */
    public String tag() {
        return "<hypernet:" + name + ":" + Strength.number(strength.overall()) + ">";
    }

    boolean touches(Site site) {
        return strengthAt(site, Side.KEY) != 0 || strengthAt(site, Side.VALUE) != 0;
    }

    /** 0 where the network has no module for the width of the site. */
    double strengthAt(Site site, Side side) {
        if (!network.modules().containsKey(site.width())) {
            return 0;
        }
        return side == Side.KEY ? strength.keyAt(site) : strength.valueAt(site);
    }

    /** The changed context, or the very same tensor where the strength is 0. */
    Tensor forward(Tensor context, Site site, Side side) {
        double at = strengthAt(site, side);
        return at == 0 ? context : module(site, side).forward(context, at);
    }

    /** Null where this network is not affine; not to be asked where it has no module for the width. */
    @Nullable
    Affine affine(Site site, Side side) {
        return module(site, side).affine(strengthAt(site, side));
    }

    private HypernetworkModule module(Site site, Side side) {
        Hypernetwork.Pair pair = network.modules().get(site.width());
        if (pair == null) {
            throw new IllegalArgumentException("site: " + network.name() + " has no module of width " + site.width());
        }
        return side == Side.KEY ? pair.key() : pair.value();
    }

    /** Which of the two contexts of an attention layer. */
    enum Side {
        KEY,
        VALUE
    }
}
