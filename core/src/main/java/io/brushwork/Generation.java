package io.brushwork;

import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Padding;
import io.brushwork.sampling.DiscreteDenoiser;
import io.brushwork.sampling.ImageNoise;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplingPlan;
import io.brushwork.sampling.Seeds;
import io.brushwork.sampling.StepListener;
import io.brushwork.tensor.JobThreads;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One job: from a request, every number of which is settled, to pictures. */
final class Generation {
    private final Networks networks;
    private final UNet unet;
    private final AutoencoderKl vae;
    private final PictureDecoder decoder;
    private final PromptEncoder encoder;
    private final GenerationRequest request;
    private final Seeds seeds;
    private final Pass first;
    private final @Nullable Pass second;
    private final Progress progress;
    private final List<HypernetworkEffect> effects = new ArrayList<>();

    /** One run of the sampler: its levels, its prompts without tags, its hypernetworks. */
    record Pass(SamplingPlan plan, PromptPlan prompts, NamedChain chain, Size size) {}

    /** @param request with sizes and seeds settled */
    Generation(
            Networks networks,
            PromptEncoder encoder,
            GenerationRequest request,
            Pass first,
            @Nullable Pass second,
            GenerationListener listener)
            throws IOException {
        Padding padding = request.tiling() ? Padding.CIRCULAR : Padding.ZERO;
        this.networks = networks;
        this.unet = networks.unet(padding);
        this.vae = networks.vae(padding);
        this.decoder = new PictureDecoder(vae, networks.vaeInFloat32(padding), request.tiledVae());
        this.encoder = encoder;
        this.request = request;
        this.seeds = new Seeds(
                request.seed(),
                request.subseed(),
                request.subseedStrength(),
                request.seedResizeWidth(),
                request.seedResizeHeight(),
                request.ensd());
        this.first = first;
        this.second = second;
        int steps = first.plan().steps() + (second == null ? 0 : second.plan().steps());
        this.progress = new Progress(listener, steps * request.batchCount());
    }

    /** The plan of a pass from noise, or from the init image where the request has one. */
    static SamplingPlan firstPlan(Networks networks, GenerationRequest request) {
        InitImage init = request.init();
        return init == null
                ? SamplingPlan.fromNoise(
                        request.sampler(),
                        request.steps(),
                        networks.schedule(),
                        request.samplerOptions(),
                        request.scheduleOptions())
                : SamplingPlan.fromLatent(
                        request.sampler(),
                        request.steps(),
                        init.denoisingStrength(),
                        networks.schedule(),
                        request.samplerOptions(),
                        request.scheduleOptions());
    }

    /** The plan of hires fix's second pass. */
    static SamplingPlan secondPlan(Networks networks, GenerationRequest request, HiresFix hires) {
        SamplerChoice sampler = hires.sampler();
        return SamplingPlan.fromLatentExactly(
                sampler == null ? request.sampler() : sampler,
                hires.steps() == 0 ? request.steps() : hires.steps(),
                hires.denoisingStrength(),
                networks.schedule(),
                request.samplerOptions(),
                request.scheduleOptions());
    }

    /**
     * The pictures of a batch, decoded one by one.
     *
     * @param faces what mends faces, where the request asks for it
     */
    List<GeneratedImage> batch(int number, ModelIdentity model, @Nullable FaceRestorer faces) {
        List<NamedChain> chains = second == null ? List.of(first.chain()) : List.of(first.chain(), second.chain());
        InfotextWriter infotexts = new InfotextWriter(request, model, seeds, chains);
        try (Scope scope = new Scope()) {
            Tensor latent = latents(number);
            List<GeneratedImage> images = new ArrayList<>();
            for (int i = 0; i < request.batchSize(); i++) {
                int index = number * request.batchSize() + i;
                Picture picture = decoder.decode(latent.narrow(0, i, 1));
                Picture mended = request.restoreFaces() && faces != null ? faces.restore(picture) : picture;
                images.add(new GeneratedImage(mended, infotexts.of(index), index, seeds.seedOf(index)));
            }
            return images;
        }
    }

    /** The clean latents of a batch, [n, c, h, w], in the current scope. */
    Tensor latents(int number) {
        return Scope.of(() -> {
            Tensor latent = runFirst(number);
            return second == null ? latent : runSecond(number, latent, second);
        });
    }

    /** What the hypernetworks did in the first batch; those of the second pass last, where it has a prompt of its own. */
    List<HypernetworkEffect> effects() {
        return effects;
    }

    private Tensor runFirst(int number) {
        InitImage init = request.init();
        try (Scope scope = new Scope();
                ImageNoise noise = noise(number, first.size())) {
            Tensor drawn = noise.next();
            Tensor start = init == null
                    ? first.plan().start(drawn)
                    : first.plan().start(encode(InitFit.fit(init, first.size())), drawn);
            return scope.keep(sample(first, start, noise, 1, number));
        }
    }

    private Tensor runSecond(int number, Tensor latent, Pass pass) {
        HiresFix hires = request.hires();
        if (hires == null) {
            throw new IllegalStateException("a second pass without hires fix");
        }
        try (Scope scope = new Scope();
                ImageNoise noise = noise(number, pass.size())) {
            Tensor grown =
                    new LatentUpscale(decoder).grow(latent, hires.upscale(), hires.cover(first.size()), pass.size());
            Tensor start = pass.plan().start(grown, noise.next());
            return scope.keep(sample(pass, start, noise, 2, number));
        }
    }

    private Tensor sample(Pass pass, Tensor start, ImageNoise noise, int passNumber, int batch) {
        SamplingPlan plan = pass.plan();
        // A1111 compares the timestep itself where a sampler walks over timesteps.
        DoubleUnaryOperator level = plan.sampler().usesTimesteps() ? t -> t : networks.schedule()::sigmaOf;
        GuidedNetwork.Walk walk =
                new GuidedNetwork.Walk(plan.steps(), plan.sampler().modelCalls(1), level);
        long places = start.size(2) * start.size(3);
        // Prompt and negative prompt go through the U-Net together.
        try (JobThreads threads = JobThreads.of(unet.layerWork(2 * start.size(0), places));
                GuidedNetwork network = new GuidedNetwork(
                        unet,
                        encoder,
                        pass.prompts(),
                        request.guidance(),
                        pass.chain().chain(),
                        walk)) {
            DiscreteDenoiser denoiser =
                    new DiscreteDenoiser(network, networks.prediction(), networks.schedule(), false);
            Tensor latent = plan.sample(denoiser, start, noise, progress.pass(passNumber, batch));
            HiresFix hires = request.hires();
            boolean ownNetworks =
                    passNumber == 1 || (hires != null && !hires.prompt().isEmpty());
            if (batch == 0 && ownNetworks) {
                effects.addAll(network.effects());
            }
            return latent;
        }
    }

    private ImageNoise noise(int batch, Size size) {
        return new ImageNoise(
                request.noise(),
                seeds,
                batch * request.batchSize(),
                request.batchSize(),
                (int) vae.latentChannels(),
                size.height() / vae.factor(),
                size.width() / vae.factor());
    }

    /** The same picture for every place of the batch. */
    private Tensor encode(Picture picture) {
        // The mean and not a sample: its spread is far below a grey level, and the result depends on the seed alone.
        return Scope.of(() -> vae.encode(LatentImages.pixels(picture), null).repeat(request.batchSize(), 1, 1, 1));
    }

    /** Counts the steps of the whole job. */
    private final class Progress {
        private final GenerationListener listener;
        private final int total;
        private final long began = System.nanoTime();

        Progress(GenerationListener listener, int total) {
            this.listener = listener;
            this.total = total;
        }

        StepListener pass(int pass, int batch) {
            int perBatch = total / request.batchCount();
            int before = batch * perBatch + (pass == 1 ? 0 : first.plan().steps());
            return (step, steps, x, denoised, sigma) -> listener.onStep(new GenerationStep(
                    pass,
                    step,
                    steps,
                    Math.min(before + step, total),
                    total,
                    (System.nanoTime() - began) / 1e9,
                    () -> LatentImages.preview(denoised)));
        }
    }
}
