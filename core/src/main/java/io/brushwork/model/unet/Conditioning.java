package io.brushwork.model.unet;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What the U-Net is told of the picture that is wanted.
 *
 * <p>Equal to another where both hold the same tensors, not equal numbers.
 *
 * @param context states of the prompt, which attention reads, [n, tokens, contextWidth]
 * @param added one vector for each picture, which joins the time embedding, [n, addedWidth]; null for networks that take
 *     none, such as those of SD 1 and SD 2
 */
public record Conditioning(Tensor context, @Nullable Tensor added) {
    /** Checks the shapes. */
    public Conditioning {
        if (context.dim() != 3 || (added != null && (added.dim() != 2 || added.size(0) != context.size(0)))) {
            throw new IllegalArgumentException("conditioning: expected [n, tokens, width] and no vector or [n, width],"
                    + " got " + context.sizes() + (added == null ? "" : " and " + added.sizes()));
        }
    }

    /** States of a prompt alone. */
    public static Conditioning of(Tensor context) {
        return new Conditioning(context, null);
    }

    /**
     * Several, one after the other, for one pass.
     *
     * @param each one or more, of one row and the same number of tokens
     * @param times how often each row is repeated: the pictures of a batch
     */
    public static Conditioning join(List<Conditioning> each, long times) {
        TensorVector contexts = new TensorVector();
        TensorVector vectors = new TensorVector();
        for (Conditioning one : each) {
            contexts.push_back(one.context.expand(times, -1, -1));
            if (one.added != null) {
                vectors.push_back(one.added.expand(times, -1));
            }
        }
        if (vectors.size() != 0 && vectors.size() != each.size()) {
            throw new IllegalArgumentException("conditioning: expected an added vector in all or in none, found it in "
                    + vectors.size() + " of " + each.size());
        }
        return new Conditioning(torch.cat(contexts, 0), vectors.size() == 0 ? null : torch.cat(vectors, 0));
    }

    /** Length of the context. */
    public long tokens() {
        return context.size(1);
    }

    /** The same of other tensors: moved, copied, kept. */
    public Conditioning map(UnaryOperator<Tensor> f) {
        return new Conditioning(f.apply(context), added == null ? null : f.apply(added));
    }

    /** Frees the tensors, for their owner. */
    public void free() {
        context.close();
        if (added != null) {
            added.close();
        }
    }
}
