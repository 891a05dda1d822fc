package io.brushwork;

import io.brushwork.base.Labels;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.Generation;
import io.brushwork.generation.GenerationPlan;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.HypernetworkCache;
import io.brushwork.generation.PostProcessor;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.job.JobListener;
import io.brushwork.job.NoticeLog;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.pytorch.InferenceMode;

/**
 * A loaded Stable Diffusion checkpoint: the front door of the library.
 *
 * <pre>{@code
 * ModelOptions options = ModelOptions.of(Path.of("model.safetensors")).withHypernetworks(Path.of("hypernetworks"));
 * try (StableDiffusion sd = StableDiffusion.load(options)) {
 *     sd.generate("a castle <hypernet:oil:0.8>").save(Path.of("castle.png"));
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads; requests are served one after the other. Owns native memory: close it.
 */
public final class StableDiffusion implements AutoCloseable {
    private final Networks networks;
    private final boolean ownsNetworks;
    private final HypernetworkCache hypernetworks;
    private final ClipTokenizer tokenizer;
    private final ModelIdentity identity;
    private final List<PostProcessor> postProcessors;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    public StableDiffusion(
            Networks networks,
            HypernetworkCache hypernetworks,
            ModelIdentity identity,
            List<PostProcessor> postProcessors,
            boolean ownsNetworks)
            throws IOException {
        this.networks = networks;
        this.ownsNetworks = ownsNetworks;
        this.hypernetworks = hypernetworks;
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
        ModelIdentity identity = ModelIdentity.of(options.checkpoint(), options.vae(), options.hashCache());
        Networks networks = Networks.load(
                options.checkpoint(), options.vae(), options.compute().forInference(), options.prediction());
        HypernetworkCache hypernetworks =
                new HypernetworkCache(options.hypernetworks(), options.compute(), options.hashCache());
        return new StableDiffusion(networks, hypernetworks, identity, options.postProcessors(), true);
    }

    /** Loads a checkpoint, in float32 on the processor, without hypernetworks. */
    public static StableDiffusion load(Path checkpoint) throws IOException {
        return load(ModelOptions.of(checkpoint));
    }

    /**
     * Draws with networks that are loaded already, such as those of a training run. They stay their owner's: closing this
     * leaves them open.
     *
     * @param hypernetworks what prompts can name, by {@link Hypernetwork#name}; open as long as this is
     */
    public static StableDiffusion withNetworks(
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

    /** Generates the picture of a prompt, with the defaults of {@link GenerationRequest}. */
    public GeneratedImage generate(String prompt) throws IOException {
        return generate(GenerationRequest.of(prompt).build()).images().get(0);
    }

    /** Generates pictures; nobody listens. */
    public GenerationResult generate(GenerationRequest request) throws IOException {
        return generate(request, JobListener.NONE);
    }

    /**
     * Generates pictures.
     *
     * @throws IllegalArgumentException where the request cannot be met: an unknown or ambiguous hypernetwork, one that
     *     does not fit
     * @throws ArithmeticException where a network gives values that are not numbers
     */
    public GenerationResult generate(GenerationRequest request, JobListener listener) throws IOException {
        return locked(request, listener, true);
    }

    /**
     * As {@link #generate}, for jobs of many pictures: each is given to the listener and not kept, so that memory does not
     * grow with their number. The result holds none.
     */
    public GenerationResult stream(GenerationRequest request, JobListener listener) throws IOException {
        return locked(request, listener, false);
    }

    private GenerationResult locked(GenerationRequest request, JobListener listener, boolean keep) throws IOException {
        lock.lock();
        try (Scope scope = new Scope();
                InferenceMode inference = new InferenceMode(true)) {
            if (closed) {
                throw new IllegalStateException("this model is closed");
            }
            hypernetworks.tidy();
            return run(request, listener, keep);
        } finally {
            lock.unlock();
        }
    }

    private GenerationResult run(GenerationRequest request, JobListener listener, boolean keep) throws IOException {
        List<PostProcessor> processors = request.postProcessing().stream()
                .map(label -> Labels.of(postProcessors, PostProcessor::label, "postProcessing", label))
                .toList();
        NoticeLog notices = new NoticeLog(listener);
        GenerationPlan plan = GenerationPlan.of(request, networks, identity, hypernetworks, notices);
        try (PromptEncoder encoder =
                new PromptEncoder(networks.clip(), tokenizer, request.clipSkip(), request.emphasis())) {
            return new Generation(networks, encoder, plan, processors, listener).run(keep, notices);
        }
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
            hypernetworks.close();
            if (ownsNetworks) {
                networks.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
