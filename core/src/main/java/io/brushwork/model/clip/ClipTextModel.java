package io.brushwork.model.clip;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.LayerNorm;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The text tower of CLIP: from token ids to the context of the U-Net. SD 1 has Hugging Face's names and lets the user skip
 * last layers; SD 2 has OpenCLIP's names and always skips one. Keys are those below {@code cond_stage_model} of a
 * checkpoint.
 */
public final class ClipTextModel {
    private final boolean openClip;
    private final Compute compute;
    private final Tensor tokenEmbedding;
    private final Tensor positionEmbedding;
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;

    private ClipTextModel(Weights w, boolean openClip, String tokens, String positions, String layer, String norm)
            throws ModelFormatException {
        this.openClip = openClip;
        this.compute = w.compute();
        long width = w.size(tokens, 1);
        tokenEmbedding = w.tensor(tokens, w.size(tokens, 0), width);
        positionEmbedding = w.tensor(positions, w.size(positions, 0), width);
        for (int i = 0; i < w.count(layer); i++) {
            Weights weights = w.at(layer + "." + i);
            layers.add(openClip ? ClipLayer.ofOpenClip(weights, width) : ClipLayer.ofHuggingFace(weights, width));
        }
        finalNorm = w.layerNorm(norm, width);
        if (layers.isEmpty()) {
            throw w.fault(layer, "expected layers of a text model, found none");
        }
    }

    /** @param w the checkpoint's {@code cond_stage_model} */
    public static ClipTextModel of(Weights w) throws ModelFormatException {
        if (w.hasChild("model.transformer.resblocks")) {
            return new ClipTextModel(
                    w.at("model"),
                    true,
                    "token_embedding.weight",
                    "positional_embedding",
                    "transformer.resblocks",
                    "ln_final");
        }
        // Some early merges lack the text_model level.
        Weights tower = w.hasChild("transformer.text_model") ? w.at("transformer.text_model") : w.at("transformer");
        return new ClipTextModel(
                tower,
                false,
                "embeddings.token_embedding.weight",
                "embeddings.position_embedding.weight",
                "encoder.layers",
                "final_layer_norm");
    }

    /** Width of the context it makes. */
    public long width() {
        return tokenEmbedding.size(1);
    }

    /** The id that fills a chunk after the end token: the end token itself in SD 1, 0 in SD 2. */
    public int paddingToken() {
        return openClip ? 0 : 49407;
    }

    /** How many layers there are: the upper end of clip skip. */
    public int layers() {
        return layers.size();
    }

    /**
     * Hidden states after the final layer norm.
     *
     * @param ids [n, 77] int64
     * @param clipSkip 1 for the last layer, 2 for the one before it, …; OpenCLIP always gives the one before the last
     * @return [n, 77, width] in float32
     */
    public Tensor forward(Tensor ids, int clipSkip) {
        if (clipSkip < 1 || clipSkip > layers.size()) {
            throw new IllegalArgumentException("clipSkip: expected 1 to " + layers.size() + ", got " + clipSkip);
        }
        int last = layers.size() - (openClip ? 1 : clipSkip - 1);
        return Scope.of(() -> {
            Tensor h = torch.embedding(tokenEmbedding, ids.to(tokenEmbedding.device(), ScalarType.Long))
                    .add(positionEmbedding.narrow(0, 0, ids.size(1)));
            h = compute.cast(h);
            for (ClipLayer layer : layers.subList(0, last)) {
                h = layer.forward(h);
            }
            return finalNorm.forward(h).to(ScalarType.Float);
        });
    }
}
