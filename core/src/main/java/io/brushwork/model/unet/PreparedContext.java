package io.brushwork.model.unet;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A prompt's context made ready for many steps: keys and values of every cross-attention layer, with the hypernetworks'
 * part, computed once; and self-attention projections with affine hypernetworks folded in, so that these cost nothing
 * per step. Owns native memory.
 */
public final class PreparedContext implements AttentionKeys, AutoCloseable {
    private final ContextTransform transform;
    private final Map<Site, KeyValue> prompt = new HashMap<>();
    private final Map<Site, CrossAttention.Folded> folded = new HashMap<>();
    private final List<Tensor> owned = new ArrayList<>();

    PreparedContext(Iterable<CrossAttention> layers, Tensor context, ContextTransform transform) {
        this.transform = transform;
        for (CrossAttention layer : layers) {
            try (Scope scope = new Scope()) {
                prepare(layer, context);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    private void prepare(CrossAttention layer, Tensor context) {
        Site site = layer.site();
        if (site.cross()) {
            KeyValue kv = layer.project(context, transform);
            prompt.put(
                    site,
                    new KeyValue(own(kv.key().contiguous()), own(kv.value().contiguous())));
        } else if (transform.touches(site)) {
            CrossAttention.Folded projections = layer.fold(transform);
            if (projections != null) {
                folded.put(site, projections.map(this::own));
            }
        }
    }

    private Tensor own(Tensor tensor) {
        owned.add(Scope.retain(tensor));
        return tensor;
    }

    @Override
    public KeyValue of(CrossAttention attention, Tensor x) {
        KeyValue ready = prompt.get(attention.site());
        if (ready != null) {
            return ready;
        }
        CrossAttention.Folded projections = folded.get(attention.site());
        return projections != null ? attention.project(x, projections) : attention.project(x, transform);
    }

    @Override
    public void close() {
        owned.forEach(Tensor::close);
        owned.clear();
    }
}
