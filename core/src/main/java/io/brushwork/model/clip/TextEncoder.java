package io.brushwork.model.clip;

import io.brushwork.tensor.Scope;
import io.brushwork.text.TextCleaning;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A text tower: from tokens to the states that the U-Net's attention reads. In two halves, so that vectors that stand for
 * no word of the vocabulary can be put in between.
 */
public interface TextEncoder {
    /** Width of its states. */
    long width();

    /** How many layers there are: the upper end of clip skip. */
    int layers();

    /** How its tokenizer cleans text. */
    TextCleaning cleaning();

    /** The token that fills a chunk after the first end token. */
    int paddingToken();

    /**
     * The vectors of tokens, before their places are added.
     *
     * @param ids [n, tokens] int64
     * @return [n, tokens, width], on the tower's device and in the type of its table
     */
    Tensor embed(Tensor ids);

    /**
     * Hidden states after the final layer norm.
     *
     * @param embedded [n, tokens, width], from {@link #embed}; at most 77 tokens
     * @param clipSkip 1 for the last layer, 2 for the one before it, …; without effect where the tower has a fixed layer
     * @return [n, tokens, width] in float32, on the device of {@code embedded}
     */
    Tensor forward(Tensor embedded, int clipSkip);

    /** Both halves, for words alone: ids [n, tokens] int64 to [n, tokens, width] in float32, on the device of the ids. */
    default Tensor encode(Tensor ids, int clipSkip) {
        return Scope.of(() -> forward(embed(ids), clipSkip).to(ids.device(), ScalarType.Float));
    }
}
