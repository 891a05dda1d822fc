package io.brushwork;

import io.brushwork.files.Picture;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.ParsedPrompt;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.Padding;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplingPlan;
import io.brushwork.sampling.Seeds;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.PromptSchedule;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

    private final Networks networks;
    private final HypernetworkShelf shelf;
    private final ClipTokenizer tokenizer = new ClipTokenizer();
    private final ModelIdentity identity;
    private final ReentrantLock lock = new ReentrantLock();

    private StableDiffusion(Networks networks, HypernetworkShelf shelf, ModelIdentity identity) {
        this.networks = networks;
        this.shelf = shelf;
        this.identity = identity;
    }

    /**
     * Loads a model.
     *
     * @throws io.brushwork.files.ModelFormatException where a file is damaged, or is no model of a known kind
     */
    public static StableDiffusion load(ModelOptions options) throws IOException {
        LibTorch.load();
        ModelIdentity identity = ModelIdentity.of(options);
        Networks networks = Networks.load(options);
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
    public Set<Long> widths() throws IOException {
        return networks.unet(Padding.ZERO).widths();
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

    private GenerationResult generateLocked(GenerationRequest request, GenerationListener listener)
            throws IOException {
        List<String> notices = new ArrayList<>();
        Consumer<String> notice = text -> {
            if (!notices.contains(text)) {
                notices.add(text);
                listener.onNotice(text);
            }
        };
        Seeds seeds = seeds(request);
        Size size = new Size(request.width(), request.height());
        try (PromptEncoder encoder =
                new PromptEncoder(networks.clip(), tokenizer, request.clipSkip(), request.emphasis())) {
            Generation.Pass first = pass(
                    Generation.firstPlan(networks, request),
                    request.prompt(),
                    request.negativePrompt(),
                    PromptSchedule.Timing.FIRST_PASS,
                    size,
                    notice);
            HiresFix hires = request.hires();
            Generation.Pass second = hires == null
                    ? null
                    : pass(
                            Generation.secondPlan(networks, request, hires),
                            hires.prompt().isEmpty() ? request.prompt() : hires.prompt(),
                            hires.negativePrompt().isEmpty() ? request.negativePrompt() : hires.negativePrompt(),
                            PromptSchedule.Timing.hires(first.prompts().calls()),
                            hires.target(size),
                            notice);
            Generation generation = new Generation(networks, encoder, request, seeds, first, second, listener);
            InfotextWriter infotexts = new InfotextWriter(request, identity, seeds, first.networks());
            List<GeneratedImage> images = new ArrayList<>();
            for (int batch = 0; batch < request.batchCount(); batch++) {
                for (Picture picture : generation.batch(batch)) {
                    int index = images.size();
                    GeneratedImage image = new GeneratedImage(
                            picture, infotexts.of(index), index, seeds.seedOf(index));
                    images.add(image);
                    listener.onImage(image);
                }
            }
            return new GenerationResult(images, generation.effects(), notices);
        }
    }

    private Generation.Pass pass(
            SamplingPlan plan,
            String prompt,
            String negativePrompt,
            PromptSchedule.Timing timing,
            Size size,
            Consumer<String> notice)
            throws IOException {
        ParsedPrompt parsed = ParsedPrompt.parse(prompt);
        parsed.others()
                .forEach(tag -> notice.accept(tag.source() + " was left out: networks of the type " + tag.type()
                        + " are not supported"));
        HypernetworkChain chain =
                shelf.chain(parsed.hypernetworks(), widths(), identity.shortHashes(), notice);
        return Generation.Pass.of(plan, parsed.text(), negativePrompt, timing, chain, size);
    }

    /** Sizes and seeds that were left to the model or to chance, settled. */
    private GenerationRequest settle(GenerationRequest request) throws IOException {
        if (request.restoreFaces()) {
            throw new IllegalArgumentException("restoreFaces: no face restorer is installed; leave it off");
        }
        UNet unet = networks.unet(Padding.ZERO);
        if (unet.inChannels() != networks.vae(Padding.ZERO).latentChannels()) {
            throw new IllegalArgumentException("model: expected a U-Net for latents of "
                    + networks.vae(Padding.ZERO).latentChannels() + " channels, got one of " + unet.inChannels()
                    + " (an inpainting or depth model)");
        }
        if (request.clipSkip() > networks.clip().layers()) {
            throw new IllegalArgumentException("clipSkip: expected 1 to " + networks.clip().layers()
                    + ", the layers of this model's text tower, got " + request.clipSkip());
        }
        InitImage init = request.init();
        int nativeSide = identity.nativeSide().orElse(NATIVE_SIDE);
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

    private static Seeds seeds(GenerationRequest request) {
        return new Seeds(
                request.seed(),
                request.subseed(),
                request.subseedStrength(),
                request.seedResizeWidth(),
                request.seedResizeHeight(),
                request.ensd());
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
