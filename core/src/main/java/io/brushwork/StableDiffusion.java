package io.brushwork;

import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.Generation;
import io.brushwork.generation.GenerationListener;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.HiresFix;
import io.brushwork.generation.HypernetworkCache;
import io.brushwork.generation.InitImage;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.generation.NamedChain;
import io.brushwork.generation.Notices;
import io.brushwork.generation.PostProcessor;
import io.brushwork.generation.PromptPlan;
import io.brushwork.base.Size;


import io.brushwork.base.Labels;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplingPlan;
import io.brushwork.sampling.Seeds;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.ExtraNetworkTags;
import io.brushwork.text.PromptComments;
import io.brushwork.text.PromptSchedule;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.pytorch.InferenceMode;

/**
 * A loaded Stable Diffusion checkpoint: the front door of the library.
 *
 * <pre>{@code
 * ModelOptions options = ModelOptions.of(Path.of("model.safetensors")).withHypernetworks(
 *         ModelFolder.of(ModelKind.HYPERNETWORK, Path.of("hypernetworks")));
 * try (StableDiffusion sd = StableDiffusion.load(options)) {
 *     GenerationRequest request = GenerationRequest.of("a castle <hypernet:oil:0.8>").seed(1).build();
 *     sd.generate(request, GenerationListener.NONE).images().get(0).save(Path.of("castle.png"));
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads; requests are served one after the other. Owns native memory: close it.
 */
public final class StableDiffusion implements AutoCloseable {
    private final Networks networks;
    private final boolean ownsNetworks;
    private final HypernetworkCache shelf;
    private final ClipTokenizer tokenizer;
    private final ModelIdentity identity;
    private final List<PostProcessor> postProcessors;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    StableDiffusion(
            Networks networks,
            HypernetworkCache shelf,
            ModelIdentity identity,
            List<PostProcessor> postProcessors,
            boolean ownsNetworks)
            throws IOException {
        this.networks = networks;
        this.ownsNetworks = ownsNetworks;
        this.shelf = shelf;
        this.identity = identity;
        this.postProcessors = postProcessors;
        tokenizer = new ClipTokenizer(networks.clip().cleaning());
    }

    /**
     * Loads a model.
     *
     * @throws io.brushwork.files.ModelFormatException where a file is damaged, or is no model of a known kind
     */
    public static StableDiffusion load(ModelOptions options) throws IOException {
        LibTorch.load();
        ModelIdentity identity = ModelIdentity.of(options);
        Networks networks = Networks.load(
                options.checkpoint(), options.vae(), options.compute().forInference(), options.prediction());
        HypernetworkCache shelf = new HypernetworkCache(options.hypernetworks(), options.compute());
        return new StableDiffusion(networks, shelf, identity, options.postProcessors(), true);
    }

    /**
     * Draws with networks that are loaded already, such as those of a training run. They stay their owner's: closing this
     * leaves them open.
     *
     * @param hypernetworks what prompts can name, by {@link Hypernetwork#name}; open as long as this is
     */
    public static StableDiffusion over(
            Networks networks, ModelIdentity identity, Collection<Hypernetwork> hypernetworks) throws IOException {
        return new StableDiffusion(networks, HypernetworkCache.of(hypernetworks), identity, List.of(), false);
    }

    /** Name and hash of the checkpoint, as they stand in infotext. */
    public ModelIdentity identity() {
        return identity;
    }

    /** What the U-Net predicts: eps, or v. */
    public Prediction prediction() {
        return networks.prediction();
    }

    /** The widths of context on which a hypernetwork can act. */
    public Set<Long> widths() {
        return networks.widths();
    }

    /**
     * Generates pictures.
     *
     * @throws IllegalArgumentException where the request cannot be met: an unknown or ambiguous hypernetwork, one that
     *     does not fit
     * @throws ArithmeticException where a network gives values that are not numbers
     * @throws java.util.concurrent.CancellationException thrown by the listener to stop
     */
    public GenerationResult generate(GenerationRequest request, GenerationListener listener) throws IOException {
        return locked(request, listener, true);
    }

    /**
     * As {@link #generate}, for jobs of many pictures: each is given to the listener and not kept, so that memory does not
     * grow with their number. The result holds none.
     */
    public GenerationResult draw(GenerationRequest request, GenerationListener listener) throws IOException {
        return locked(request, listener, false);
    }

    private GenerationResult locked(GenerationRequest request, GenerationListener listener, boolean keep)
            throws IOException {
        lock.lock();
        try (Scope scope = new Scope();
                InferenceMode inference = new InferenceMode(true)) {
            if (closed) {
                throw new IllegalStateException("this model is closed");
            }
            shelf.tidy();
            return run(settle(request), listener, keep);
        } finally {
            lock.unlock();
        }
    }

    private GenerationResult run(GenerationRequest request, GenerationListener listener, boolean keep)
            throws IOException {
        try (PromptEncoder encoder = encoder(request)) {
            List<PostProcessor> processors = processors(request);
            Notices notices = new Notices(listener);
            LibTorch.advice(System.getenv()).forEach(notices);
            Generation generation = generation(request, encoder, listener, notices);
            List<GeneratedImage> images = new ArrayList<>();
            for (int batch = 0; batch < request.batchCount(); batch++) {
                for (GeneratedImage image : generation.batch(batch, identity, processors)) {
                    listener.onImage(image);
                    if (keep) {
                        images.add(image);
                    }
                }
            }
            return new GenerationResult(images, generation.effects(), notices.texts());
        }
    }

    PromptEncoder encoder(GenerationRequest request) throws IOException {
        return new PromptEncoder(networks.clip(), tokenizer, request.clipSkip(), request.emphasis());
    }

    /** @param request settled */
    Generation generation(
            GenerationRequest request, PromptEncoder encoder, GenerationListener listener, Notices notices)
            throws IOException {
        Size size = new Size(request.width(), request.height());
        SamplingPlan plan = Generation.firstPlan(networks, request);
        // Over all steps, also where an init image takes the last of them only: A1111 does so.
        int calls = plan.sampler().modelCalls(request.steps());
        Generation.Pass first = pass(
                plan,
                calls,
                request.prompt(),
                request.negativePrompt(),
                PromptSchedule.Timing.FIRST_PASS,
                size,
                notices);
        HiresFix hires = request.hires();
        if (hires == null) {
            return new Generation(networks, encoder, request, first, null, listener);
        }
        SamplingPlan larger = Generation.secondPlan(networks, request, hires);
        Generation.Pass second = pass(
                larger,
                larger.sampler().modelCalls(larger.steps()),
                hires.prompt().isEmpty() ? request.prompt() : hires.prompt(),
                hires.negativePrompt().isEmpty() ? request.negativePrompt() : hires.negativePrompt(),
                PromptSchedule.Timing.hires(calls),
                hires.target(size),
                notices);
        return new Generation(networks, encoder, request, first, second, listener);
    }

    private Generation.Pass pass(
            SamplingPlan plan,
            int calls,
            String prompt,
            String negativePrompt,
            PromptSchedule.Timing timing,
            Size size,
            Notices notices)
            throws IOException {
        ExtraNetworkTags parsed = ExtraNetworkTags.parse(prompt);
        List<HypernetworkTag> hypernetworks = HypernetworkTag.of(parsed);
        parsed.except(Set.of(HypernetworkTag.TYPE))
                .forEach(tag -> notices.accept(
                        tag.source() + " was left out: networks of the type " + tag.type() + " are not supported"));
        hypernetworks.forEach(tag -> checkBlocks(tag, notices));
        NamedChain chain = shelf.chain(hypernetworks, widths(), identity.shortHashes(), notices);
        return new Generation.Pass(plan, PromptPlan.of(parsed.text(), negativePrompt, calls, timing), chain, size);
    }

    private void checkBlocks(HypernetworkTag tag, Notices notices) {
        for (Strength.Block block : tag.strength().blocks().keySet()) {
            boolean exists = networks.sites().stream()
                    .anyMatch(site -> site.part() == block.part() && site.block() == block.number());
            if (!exists) {
                notices.accept(tag.source() + ": this model has no attention in block "
                        + block.part().name().toLowerCase(Locale.ROOT) + block.number());
            }
        }
    }

    /** The request without comments, and with what was left to the model (sizes, guidance) or to chance (seeds). */
    GenerationRequest settle(GenerationRequest request) throws IOException {
        processors(request);
        if (request.clipSkip() > networks.clip().layers()) {
            throw new IllegalArgumentException("clipSkip: expected 1 to "
                    + networks.clip().layers() + ", the layers of this model's text tower, got " + request.clipSkip());
        }
        InitImage init = request.init();
        int nativeSide = identity.defaults().side().orElse(networks.nativeSide());
        int width = request.width() == 0 ? nativeSide : request.width();
        int height = request.height() == 0 ? nativeSide : request.height();
        if (init != null && request.width() == 0 && request.height() == 0) {
            width = grid(init.picture().width());
            height = grid(init.picture().height());
        }
        int settledWidth = width;
        int settledHeight = height;
        double cfgScale = request.guidance().cfgScale();
        double settledCfgScale = cfgScale == GenerationRequest.CFG_SCALE_OF_MODEL
                ? identity.defaults().settledCfgScale()
                : cfgScale;
        SecureRandom chance = new SecureRandom();
        HiresFix hires = request.hires();
        return request.with(r -> r.size(settledWidth, settledHeight)
                .cfgScale(settledCfgScale)
                .prompt(PromptComments.strip(request.prompt()))
                .negativePrompt(PromptComments.strip(request.negativePrompt()))
                .hires(
                        hires == null
                                ? null
                                : hires.withPrompts(
                                        PromptComments.strip(hires.prompt()),
                                        PromptComments.strip(hires.negativePrompt())))
                .seed(Seeds.chosen(request.seed(), chance))
                .variation(Seeds.chosen(request.subseed(), chance), request.subseedStrength()));
    }

    /** What works on the request's pictures, in its order. */
    private List<PostProcessor> processors(GenerationRequest request) {
        return request.postProcessing().stream()
                .map(label -> Labels.of(postProcessors, PostProcessor::label, "postProcessing", label))
                .toList();
    }

    /** A side of an init image that a request may have, cut down to whole places of the latent. */
    private static int grid(int pixels) {
        int place = ModelFamily.PIXELS_PER_PLACE;
        return Math.max(GenerationRequest.SMALLEST_SIDE, pixels / place * place);
    }

    /**
     * Frees the networks, after the request that is being served.
     *
     * @throws IllegalStateException from inside a request, where they are in use
     */
    @Override
    public void close() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a model cannot be closed by the listener of its own request");
        }
        lock.lock();
        try {
            closed = true;
            shelf.close();
            if (ownsNetworks) {
                networks.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
