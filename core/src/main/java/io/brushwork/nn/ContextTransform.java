package io.brushwork.nn;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the context of an attention layer before its keys and values are made of it; a hypernetwork is one. The
 * shape stays: [n, tokens, width] in and out.
 */
public interface ContextTransform {
    /** Leaves every context as it is. */
    ContextTransform NONE = new ContextTransform() {
        @Override
        public Tensor forKey(Tensor context, Site site) {
            return context;
        }

        @Override
        public Tensor forValue(Tensor context, Site site) {
            return context;
        }

        @Override
        public boolean touches(Site site) {
            return false;
        }
    };

    /** The context from which this site's keys are made: the same tensor, or a new one in the current scope. */
    Tensor forKey(Tensor context, Site site);

    /** As {@link #forKey}, for the values. */
    Tensor forValue(Tensor context, Site site);

    /** False where the contexts of this site come back as they are. */
    default boolean touches(Site site) {
        return true;
    }

    /**
     * Whether every site of one width that it {@linkplain #touches touches} gets a new tensor with the same values from the
     * same context, so that cross-attention layers can share it.
     */
    default boolean isSameEverywhere() {
        return false;
    }

    /** This transform of a site's keys as one affine map, so that attention can fold it; null where it is not affine. */
    default @Nullable Affine affineKey(Site site) {
        return null;
    }

    /** As {@link #affineKey}, for the values. */
    default @Nullable Affine affineValue(Site site) {
        return null;
    }
}
