package io.brushwork.model.unet;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values made anew at every layer of one pass: the plain way, and the one that gradients flow through. What the
 * transform makes of the prompt's context can be shared by the layers, so that it is made, and gone back through, once.
 */
final class DirectKeys implements AttentionKeys, AutoCloseable {
    private final Tensor context;
    private final ContextTransform transform;
    private final boolean shared;
    private @Nullable Tensor forKey;
    private @Nullable Tensor forValue;

    /**
     * @param context of the prompt, [n, tokens, contextWidth]
     * @param shared whether the transform makes the same of the context at every site, and the pass has one graph
     */
    DirectKeys(Tensor context, ContextTransform transform, boolean shared) {
        this.context = context;
        this.transform = transform;
        this.shared = shared;
    }

    @Override
    public AttentionKeys.KeyValue of(CrossAttention attention, Tensor x) {
        Site site = attention.site();
        if (!site.cross()) {
            return attention.project(x, transform);
        }
        if (!shared || !transform.touches(site)) {
            return attention.project(context, transform);
        }
        if (forKey == null) {
            forKey = Scope.retained(() -> transform.forKey(context, site));
        }
        if (forValue == null) {
            forValue = Scope.retained(() -> transform.forValue(context, site));
        }
        return attention.project(forKey, forValue);
    }

    /** Lets go of what was shared; a graph holds what it needs itself. */
    @Override
    public void close() {
        if (forKey != null) {
            forKey.close();
        }
        if (forValue != null) {
            forValue.close();
        }
    }
}
