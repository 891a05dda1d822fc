package io.brushwork;

import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.ParsedPrompt;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplingPlan;
import io.brushwork.sampling.Seeds;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.PromptSchedule;
import io.brushwork.text.TextCleaning;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
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
    private static final int NATIVE_SIDE = 512;
    /** Of the models of SD 2 that predict v. */
    private static final int NATIVE_SIDE_V = 768;

    private final Networks networks;
    private final HypernetworkShelf shelf;
    private final ClipTokenizer tokenizer;
    private final ModelIdentity identity;
    private final ReentrantLock lock = new ReentrantLock();

    StableDiffusion(Networks networks, HypernetworkShelf shelf, ModelIdentity identity) {
        this.networks = networks;
        this.shelf = shelf;
        this.identity = identity;
        // The two towers come with tokenizers that clean text differently.
        tokenizer = new ClipTokenizer(networks.clip().isOpenClip() ? TextCleaning.OPEN_CLIP : TextCleaning.CLIP);
    }

    /**
     * Loads a model.
     *
     * @throws io.brushwork.files.ModelFormatException where a file is damaged, or is no model of a known kind
     */
    public static StableDiffusion load(ModelOptions options) throws IOException {
        LibTorch.load();
        ModelIdentity identity = ModelIdentity.of(options);
        Networks networks = Networks.load(options.withCompute(options.compute().forInference()));
        HypernetworkShelf shelf = new HypernetworkShelf(options.hypernetworks(), options.compute());
        return new StableDiffusion(networks, shelf, identity);
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
        lock.lock();
        try (Scope scope = new Scope();
                InferenceMode inference = new InferenceMode(true)) {
            return generateLocked(settle(request), listener);
        } finally {
            lock.unlock();
        }
    }

    private GenerationResult generateLocked(GenerationRequest request, GenerationListener listener) throws IOException {
        try (PromptEncoder encoder = encoder(request)) {
            Notices notices = new Notices(listener);
            Generation generation = job(request, encoder, listener, notices);
            List<GeneratedImage> images = new ArrayList<>();
            for (int batch = 0; batch < request.batchCount(); batch++) {
                for (GeneratedImage image : generation.batch(batch, identity)) {
                    images.add(image);
                    listener.onImage(image);
                }
            }
            return new GenerationResult(images, generation.effects(), notices.texts());
        }
    }

    PromptEncoder encoder(GenerationRequest request) {
        return new PromptEncoder(networks.clip(), tokenizer, request.clipSkip(), request.emphasis());
    }

    /** @param request with sizes and seeds settled */
    Generation job(GenerationRequest request, PromptEncoder encoder, GenerationListener listener, Notices notices)
            throws IOException {
        Size size = new Size(request.width(), request.height());
        Generation.Pass first = pass(
                Generation.firstPlan(networks, request),
                request.prompt(),
                request.negativePrompt(),
                PromptSchedule.Timing.FIRST_PASS,
                size,
                notices);
        HiresFix hires = request.hires();
        Generation.Pass second = hires == null
                ? null
                : pass(
                        Generation.secondPlan(networks, request, hires),
                        hires.prompt().isEmpty() ? request.prompt() : hires.prompt(),
                        hires.negativePrompt().isEmpty() ? request.negativePrompt() : hires.negativePrompt(),
                        PromptSchedule.Timing.hires(first.prompts().calls()),
                        hires.target(size),
                        notices);
        return new Generation(networks, encoder, request, first, second, listener);
    }

    private Generation.Pass pass(
            SamplingPlan plan,
            String prompt,
            String negativePrompt,
            PromptSchedule.Timing timing,
            Size size,
            Notices notices)
            throws IOException {
        ParsedPrompt parsed = ParsedPrompt.parse(prompt);
        parsed.others()
                .forEach(tag -> notices.accept(
                        tag.source() + " was left out: networks of the type " + tag.type() + " are not supported"));
        HypernetworkChain chain = shelf.chain(parsed.hypernetworks(), widths(), identity.shortHashes(), notices);
        return Generation.Pass.of(plan, parsed.text(), negativePrompt, timing, chain, size);
    }

    /** Sizes and seeds that were left to the model or to chance, settled. */
    GenerationRequest settle(GenerationRequest request) {
        if (request.restoreFaces()) {
            throw new IllegalArgumentException("restoreFaces: no face restorer is installed; leave it off");
        }
        if (request.clipSkip() > networks.clip().layers()) {
            throw new IllegalArgumentException("clipSkip: expected 1 to "
                    + networks.clip().layers() + ", the layers of this model's text tower, got " + request.clipSkip());
        }
        InitImage init = request.init();
        int nativeSide =
                identity.nativeSide().orElse(networks.prediction() == Prediction.V ? NATIVE_SIDE_V : NATIVE_SIDE);
        int width = request.width() == 0 ? nativeSide : request.width();
        int height = request.height() == 0 ? nativeSide : request.height();
        if (init != null && request.width() == 0 && request.height() == 0) {
            width = Math.max(64, init.picture().width() / 8 * 8);
            height = Math.max(64, init.picture().height() / 8 * 8);
        }
        int settledWidth = width;
        int settledHeight = height;
        SecureRandom chance = new SecureRandom();
        return request.with(r -> r.size(settledWidth, settledHeight)
                .seed(Seeds.chosen(request.seed(), chance))
                .variation(Seeds.chosen(request.subseed(), chance), request.subseedStrength()));
    }

    /** Frees the networks, after the request that is being served. */
    @Override
    public void close() {
        lock.lock();
        try {
            shelf.close();
            networks.close();
        } finally {
            lock.unlock();
        }
    }
}
