package io.brushwork.model.clip;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.LayerNorm;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.TextCleaning;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The text tower of CLIP: from token ids to the context of the U-Net. SD 1 has OpenAI's, and lets the user skip last
 * layers; SD 2 has OpenCLIP's and always skips one. Keys are those below {@code cond_stage_model} of a checkpoint.
 */
public final class ClipTextModel implements TextEncoder {
    private final boolean openClip;
    private final Compute compute;
    private final Tensor tokenEmbedding;
    private final Tensor positionEmbedding;
    private final List<ClipLayer> layers;
    private final LayerNorm finalNorm;

    private ClipTextModel(boolean openClip, Weights w, Names names, List<ClipLayer> layers)
            throws ModelFormatException {
        this.openClip = openClip;
        this.compute = w.compute();
        this.layers = List.copyOf(layers);
        tokenEmbedding = w.tensor(names.tokens, w.size(names.tokens, 0), w.size(names.tokens, 1));
        positionEmbedding = w.tensor(names.positions, w.size(names.positions, 0), w.size(names.tokens, 1));
        finalNorm = w.layerNorm(names.norm, w.size(names.tokens, 1));
        if (layers.isEmpty()) {
            throw w.fault(names.layers, "expected layers of a text model, found none");
        }
    }

    /** What the parts of a tower are called. */
    private record Names(String tokens, String positions, String layers, String norm) {
        static final Names HUGGING_FACE = new Names(
                "embeddings.token_embedding.weight",
                "embeddings.position_embedding.weight",
                "encoder.layers",
                "final_layer_norm");
        static final Names OPEN_CLIP =
                new Names("token_embedding.weight", "positional_embedding", "transformer.resblocks", "ln_final");
    }

    /**
     * The tower of a checkpoint.
     *
     * @param w the checkpoint's {@code cond_stage_model}
     * @param exactGelu whether a tower with Hugging Face's names is OpenCLIP's, as in folders of Diffusers for SD 2: it has
     *     exact GELU, and its last layer was left out when it was converted. The weights do not show it
     */
    public static ClipTextModel of(Weights w, boolean exactGelu) throws ModelFormatException {
        List<ClipLayer> layers = new ArrayList<>();
        if (w.hasChild("model.transformer.resblocks")) {
            Weights tower = w.at("model");
            long width = tower.size(Names.OPEN_CLIP.tokens, 1);
            // One fewer than there are: SD 2 was trained on the states before the last layer.
            for (int i = 0; i < tower.count(Names.OPEN_CLIP.layers) - 1; i++) {
                layers.add(ClipLayer.ofOpenClip(tower.at(Names.OPEN_CLIP.layers + "." + i), width));
            }
            return new ClipTextModel(true, tower, Names.OPEN_CLIP, layers);
        }
        // Some early merges lack the text_model level.
        Weights tower = w.hasChild("transformer.text_model") ? w.at("transformer.text_model") : w.at("transformer");
        long width = tower.size(Names.HUGGING_FACE.tokens, 1);
        for (int i = 0; i < tower.count(Names.HUGGING_FACE.layers); i++) {
            Weights layer = tower.at(Names.HUGGING_FACE.layers + "." + i);
            layers.add(ClipLayer.ofHuggingFace(layer, width, exactGelu ? torch::gelu : ClipLayer::quickGelu));
        }
        return new ClipTextModel(exactGelu, tower, Names.HUGGING_FACE, layers);
    }

    @Override
    public long width() {
        return tokenEmbedding.size(1);
    }

    /** Whether this is the tower of SD 2. */
    public boolean isOpenClip() {
        return openClip;
    }

    @Override
    public TextCleaning cleaning() {
        return openClip ? TextCleaning.OPEN_CLIP : TextCleaning.CLIP;
    }

    /** The end token itself in SD 1, 0 in SD 2. */
    @Override
    public int paddingToken() {
        return openClip ? 0 : ClipTokenizer.END;
    }

    @Override
    public int layers() {
        return layers.size();
    }

    @Override
    public Tensor embed(Tensor ids) {
        return Scope.of(() -> torch.embedding(tokenEmbedding, ids.to(tokenEmbedding.device(), ScalarType.Long)));
    }

    /** Clip skip is without effect in SD 2. */
    @Override
    public Tensor forward(Tensor embedded, int clipSkip) {
        if (clipSkip < 1 || clipSkip > layers.size()) {
            throw new IllegalArgumentException("clipSkip: expected 1 to " + layers.size() + ", got " + clipSkip);
        }
        if (embedded.dim() != 3 || embedded.size(2) != width()) {
            throw new IllegalArgumentException(
                    "embedded: expected [n, tokens, " + width() + "], got " + embedded.sizes());
        }
        int last = openClip ? layers.size() : layers.size() - (clipSkip - 1);
        return Scope.of(() -> {
            Tensor h = compute.cast(embedded.add(positionEmbedding.narrow(0, 0, embedded.size(1))));
            for (ClipLayer layer : layers.subList(0, last)) {
                h = layer.forward(h);
            }
            return finalNorm.forward(h).to(embedded.device(), ScalarType.Float);
        });
    }
}
