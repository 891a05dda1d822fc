package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The network that predicts noise, {@code ldm.modules.diffusionmodules.openaimodel.UNetModel}. Its architecture is read
 * off the weights; its keys are those below {@code model.diffusion_model} of a checkpoint.
 */
public final class UNet {
    private static final double MAX_PERIOD = 10_000;
    private static final double EPS = 1e-5;

    private final UNetConfig config;
    private final Compute compute;
    private final Linear time1;
    private final Linear time2;
    private final Conv2d convIn;
    private final List<List<UNetLayer>> inputBlocks = new ArrayList<>();
    private final List<UNetLayer> middle;
    private final List<List<UNetLayer>> outputBlocks = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d convOut;

    /** @param padding what convolutions see beyond the border */
    public UNet(Weights w, Padding padding) throws ModelFormatException {
        config = UNetConfig.of(w);
        compute = w.compute();
        if (config.addedWidth() > 0) {
            throw w.fault(
                    "label_emb", "expected a U-Net of SD 1 or SD 2, found one that takes added conditions (SDXL)");
        }
        time1 = w.linear("time_embed.0", config.modelChannels(), config.timeWidth());
        time2 = w.linear("time_embed.2", config.timeWidth(), config.timeWidth());
        convIn = w.conv("input_blocks.0.0", config.inChannels(), config.modelChannels(), 3, 1, padding);
        Blocks blocks = new Blocks(w, config, padding);
        for (int i = 1; i < w.count("input_blocks"); i++) {
            inputBlocks.add(blocks.read("input_blocks." + i, Site.Part.IN, i));
        }
        middle = blocks.read("middle_block", Site.Part.MID, 0);
        for (int i = 0; i < w.count("output_blocks"); i++) {
            outputBlocks.add(blocks.read("output_blocks." + i, Site.Part.OUT, i));
        }
        normOut = w.groupNorm("out.0", config.modelChannels(), EPS);
        convOut = w.conv("out.2", config.modelChannels(), config.outChannels(), 3, 1, padding);
    }

    /** Channels of the latent that {@link #forward} takes. */
    public long inChannels() {
        return config.inChannels();
    }

    /**
     * Multiply-adds of a typical layer in one pass: of one by which each place of the largest map gets new channels.
     *
     * @param pictures latents in the pass
     * @param places of each latent, its height times its width
     */
    public long layerWork(long pictures, long places) {
        return pictures * places * config.modelChannels() * config.modelChannels();
    }

    /** Width of the prompt's context. */
    public long contextWidth() {
        return config.contextWidth();
    }

    /** Every width of context that a hypernetwork can act on here. */
    public Set<Long> widths() {
        Set<Long> widths = new TreeSet<>();
        sites().forEach(site -> widths.add(site.width()));
        return widths;
    }

    /** Every attention layer, in the order of the data. */
    public List<Site> sites() {
        return attention().stream().map(CrossAttention::site).toList();
    }

    /**
     * Predicts noise (or v), keys and values made anew: the way to train through. For that, the tensors given must not have
     * been made under inference mode.
     *
     * @param x latent [n, inChannels, h, w], h and w of any size
     * @param timesteps [n], fractions allowed
     * @param conditioning context [n, tokens, contextWidth]; no added vector, which networks of SD 1 and SD 2 do not take
     * @return [n, outChannels, h, w] in float32
     */
    public Tensor forward(Tensor x, Tensor timesteps, Conditioning conditioning, ContextTransform transform) {
        try (DirectKeys keys = new DirectKeys(context(conditioning), transform, transform.isSameEverywhere())) {
            return forward(x, timesteps, keys);
        }
    }

    /** As above, over a prepared context: the way to generate. */
    public Tensor forward(Tensor x, Tensor timesteps, PreparedContext context) {
        return forward(x, timesteps, (AttentionKeys) context);
    }

    /** Makes a conditioning ready for many steps. The caller closes it. */
    public PreparedContext prepare(Conditioning conditioning, ContextTransform transform) {
        try (Scope scope = new Scope()) {
            return new PreparedContext(attention(), context(conditioning), transform);
        }
    }

    /**
     * Predicts, and goes back from the prediction to what the transform learns, one block at a time: only the maps between
     * blocks are kept, and each block is run once more on the way back. That takes a third more time than autograd over
     * the whole network and a fraction of its memory (docs/performance.md).
     *
     * @param transform must give the same again when it is called again: its random draws depend on the site alone
     * @param gradient from the prediction to the loss's gradient by it, both [n, outChannels, h, w]
     */
    public void backward(
            Tensor x,
            Tensor timesteps,
            Conditioning conditioning,
            ContextTransform transform,
            UnaryOperator<Tensor> gradient) {
        try (Scope scope = new Scope();
                // Each block has a graph of its own here, so that none can share what another made.
                DirectKeys keys = new DirectKeys(context(conditioning), transform, false)) {
            BlockwiseBackward blocks = new BlockwiseBackward();
            Tensor h;
            Tensor emb;
            Deque<Tensor> skips = new ArrayDeque<>();
            try (NoGradGuard noGrad = new NoGradGuard()) {
                emb = embed(timesteps);
                h = first(x);
                skips.push(h);
                for (List<UNetLayer> block : inputBlocks) {
                    h = blocks.run(in -> run(block, in.get(0), emb, keys), h);
                    skips.push(h);
                }
                h = blocks.run(in -> run(middle, in.get(0), emb, keys), h);
                for (List<UNetLayer> block : outputBlocks) {
                    h = blocks.run(in -> run(block, join(in.get(0), in.get(1)), emb, keys), h, skips.pop());
                }
                h = blocks.run(in -> last(in.get(0)), h);
            }
            blocks.backward(gradient.apply(h.to(x.device(), ScalarType.Float)));
        }
    }

    private Tensor forward(Tensor x, Tensor timesteps, AttentionKeys keys) {
        return Scope.of(() -> {
            Tensor emb = embed(timesteps);
            Deque<Tensor> skips = new ArrayDeque<>();
            Tensor h = first(x);
            skips.push(h);
            for (List<UNetLayer> block : inputBlocks) {
                h = run(block, h, emb, keys);
                skips.push(h);
            }
            h = run(middle, h, emb, keys);
            for (List<UNetLayer> block : outputBlocks) {
                Tensor before = h;
                Tensor skip = skips.pop();
                h = Scope.of(() -> run(block, join(before, skip), emb, keys));
                before.close();
                skip.close();
            }
            return last(h).to(x.device(), ScalarType.Float).contiguous();
        });
    }

    private Tensor context(Conditioning conditioning) {
        if (conditioning.added() != null) {
            throw new IllegalArgumentException(
                    "conditioning: expected a context alone, which is what this U-Net takes, got an added vector too");
        }
        return compute.cast(conditioning.context());
    }

    /** The time embedding, and its SiLU once for all residual blocks: they begin with it. */
    private Tensor embed(Tensor timesteps) {
        return torch.silu(time2.forward(torch.silu(time1.forward(compute.cast(timestepEmbedding(timesteps))))));
    }

    private Tensor first(Tensor x) {
        return convIn.forward(compute.cast(x).contiguous(MemoryFormat.ChannelsLast));
    }

    private Tensor last(Tensor h) {
        return Scope.of(() -> convOut.forward(normOut.forwardSilu(h)));
    }

    /**
     * Both maps, one after the other along the channels. Where a side was odd before it was halved, the doubled map is one
     * too long: it is brought to the other's size by nearest neighbours, as A1111 does for sizes that are no multiples of
     * 64.
     */
    private static Tensor join(Tensor x, Tensor skip) {
        boolean fits = x.size(2) == skip.size(2) && x.size(3) == skip.size(3);
        Tensor resized = fits ? x : torch.upsample_nearest2d(x, new long[] {skip.size(2), skip.size(3)});
        return torch.cat(new TensorVector(resized, skip), 1);
    }

    private static Tensor run(List<UNetLayer> block, Tensor x, Tensor emb, AttentionKeys keys) {
        return Scope.of(() -> {
            Tensor h = x;
            for (UNetLayer layer : block) {
                h = layer.forward(h, emb, keys);
            }
            return h;
        });
    }

    /** Sines and cosines of the timestep, {@code timestep_embedding} of ldm: [n] -> [n, modelChannels]. */
    private Tensor timestepEmbedding(Tensor timesteps) {
        long half = config.modelChannels() / 2;
        Tensor frequencies = torch.arange(new Scalar(half))
                .to(ScalarType.Float)
                .mul(new Scalar(-Math.log(MAX_PERIOD) / half))
                .exp();
        Tensor angles = timesteps
                .to(ScalarType.Float)
                .unsqueeze(1)
                .mul(frequencies.to(timesteps.device(), ScalarType.Float).unsqueeze(0));
        return torch.cat(new TensorVector(angles.cos(), angles.sin()), 1);
    }

    private List<CrossAttention> attention() {
        List<CrossAttention> all = new ArrayList<>();
        inputBlocks.forEach(block -> block.forEach(layer -> all.addAll(layer.attention())));
        middle.forEach(layer -> all.addAll(layer.attention()));
        outputBlocks.forEach(block -> block.forEach(layer -> all.addAll(layer.attention())));
        return all;
    }

    /** Tells the members of a block apart by the names of their weights. */
    private record Blocks(Weights w, UNetConfig config, Padding padding) {
        List<UNetLayer> read(String name, Site.Part part, int block) throws ModelFormatException {
            List<UNetLayer> layers = new ArrayList<>();
            for (int i = 0; i < w.count(name); i++) {
                Weights member = w.at(name + "." + i);
                if (member.has("in_layers.2.weight")) {
                    layers.add(new ResBlock(member, config, padding));
                } else if (member.hasChild("transformer_blocks")) {
                    layers.add(new SpatialTransformer(member, config, part, block));
                } else if (member.has("op.weight")) {
                    layers.add(Resampling.down(member, padding));
                } else if (member.has("conv.weight")) {
                    layers.add(Resampling.up(member, padding));
                } else {
                    throw w.fault(
                            name + "." + i, "expected a ResBlock, a transformer or a resampling, found none of them");
                }
            }
            return layers;
        }
    }
}
