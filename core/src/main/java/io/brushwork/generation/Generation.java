package io.brushwork.generation;

import io.brushwork.base.Size;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.infotext.Infotext;
import io.brushwork.job.JobListener;
import io.brushwork.job.NoticeLog;
import io.brushwork.job.Stop;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Padding;
import io.brushwork.sampling.DiscreteDenoiser;
import io.brushwork.sampling.ImageNoise;
import io.brushwork.sampling.LatentShape;
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

/** Runs one {@link GenerationPlan}: from noise to pictures. */
public final class Generation {
    private final Networks networks;
    private final UNet unet;
    private final AutoencoderKl vae;
    private final PictureDecoder decoder;
    private final PromptEncoder encoder;
    private final GenerationPlan plan;
    private final GenerationRequest request;
    private final Seeds seeds;
    private final List<PostProcessor> processors;
    private final JobListener listener;
    private final long began = System.nanoTime();
    private final List<HypernetworkEffect> effects = new ArrayList<>();
    /** What the listener has asked for. */
    private boolean endsBatch;

    private boolean endsJob;
    private boolean dropsBatch;

    /**
     * Readies the networks.
     *
     * @param encoder of the plan's clip skip and emphasis
     * @param processors what the request names to work on its pictures, in its order
     */
    public Generation(
            Networks networks,
            PromptEncoder encoder,
            GenerationPlan plan,
            List<PostProcessor> processors,
            JobListener listener)
            throws IOException {
        this.request = plan.request();
        Padding padding = request.tiling() ? Padding.CIRCULAR : Padding.ZERO;
        this.networks = networks;
        this.unet = networks.unet(padding);
        this.vae = networks.vae(padding);
        this.decoder = new PictureDecoder(vae, networks.vaeInFloat32(padding), request.tiledVae());
        this.encoder = encoder;
        this.plan = plan;
        this.seeds = new Seeds(
                request.seed(),
                request.subseed(),
                request.subseedStrength(),
                request.seedResizeWidth(),
                request.seedResizeHeight(),
                request.ensd());
        this.processors = List.copyOf(processors);
        this.listener = listener;
    }

    /**
     * Draws all pictures, batch after batch, until the listener has it stop.
     *
     * @param keep whether the result holds the pictures; the listener is given them in any case
     * @param notices what was told so far
     * @throws ArithmeticException where a network gives values that are not numbers
     */
    public GenerationResult run(boolean keep, NoticeLog notices) {
        List<GeneratedImage> images = new ArrayList<>();
        boolean stopped = false;
        for (int batch = 0; batch < request.batchCount() && !stopped; batch++) {
            endsBatch = false;
            List<GeneratedImage> drawn = batch(batch);
            boolean cutShort = endsBatch;
            for (GeneratedImage image : drawn) {
                listener.on(new GenerationEvent.Image(image));
                if (keep) {
                    images.add(image);
                }
                ask();
            }
            boolean last = batch + 1 == request.batchCount();
            stopped = endsJob && (cutShort || !last);
        }
        effects.forEach(effect -> listener.on(new GenerationEvent.Effect(effect)));
        return new GenerationResult(request, images, effects, notices.texts(), stopped);
    }

    /** The pictures of a batch; none where the listener wants to end at once. */
    private List<GeneratedImage> batch(int number) {
        try (Scope scope = new Scope()) {
            Tensor latent = latents(number);
            List<GeneratedImage> images = new ArrayList<>();
            for (int i = 0; i < request.batchSize(); i++) {
                int index = number * request.batchSize() + i;
                Picture picture = decoder.decode(latent.narrow(0, i, 1));
                for (PostProcessor processor : processors) {
                    picture = processor.process(picture);
                }
                Infotext infotext = InfotextFields.write(plan, seeds, index, processors);
                images.add(new GeneratedImage(picture, infotext, index, seeds.seedOf(index)));
            }
            return images;
        } catch (EndedAtOnce e) {
            return List.of();
        }
    }

    /** The clean latents of a batch, [n, c, h, w], in the current scope. */
    Tensor latents(int number) {
        return Scope.of(() -> {
            Tensor latent = runFirst(number);
            GenerationPlan.Pass second = plan.second();
            return second == null || endsBatch ? latent : runSecond(number, latent, second);
        });
    }

    private Tensor runFirst(int number) {
        InitImage init = request.init();
        GenerationPlan.Pass pass = plan.first();
        try (Scope scope = new Scope();
                ImageNoise noise = noise(number, pass.size())) {
            Tensor drawn = noise.next();
            Tensor start = init == null
                    ? pass.sampling().start(drawn)
                    : pass.sampling().start(encode(InitFit.fit(init, pass.size())), drawn);
            return scope.keep(sample(pass, start, noise, 1, number));
        }
    }

    private Tensor runSecond(int number, Tensor latent, GenerationPlan.Pass pass) {
        HiresFix hires = request.hires();
        if (hires == null) {
            throw new IllegalStateException("a second pass without hires fix");
        }
        Size first = plan.first().size();
        try (Scope scope = new Scope();
                ImageNoise noise = noise(number, pass.size())) {
            Tensor grown = new LatentUpscale(decoder).grow(latent, hires.upscaler(), hires.cover(first), pass.size());
            Tensor start = pass.sampling().start(grown, noise.next());
            return scope.keep(sample(pass, start, noise, 2, number));
        }
    }

    private Tensor sample(GenerationPlan.Pass pass, Tensor start, ImageNoise noise, int number, int batch) {
        SamplingPlan sampling = pass.sampling();
        // A1111 compares the timestep itself where a sampler walks over timesteps.
        DoubleUnaryOperator level = sampling.sampler().usesTimesteps() ? t -> t : networks.schedule()::sigmaOf;
        CfgPredictor.CallSchedule schedule = new CfgPredictor.CallSchedule(
                sampling.steps(), sampling.sampler().modelCalls(1), level);
        long places = start.size(2) * start.size(3);
        // Prompt and negative prompt go through the U-Net together.
        try (JobThreads threads = JobThreads.of(unet.layerWork(2 * start.size(0), places));
                CfgPredictor network =
                        new CfgPredictor(unet, encoder, pass.prompts(), request.guidance(), pass.chain(), schedule)) {
            DiscreteDenoiser denoiser =
                    new DiscreteDenoiser(network, networks.prediction(), networks.schedule(), false);
            Tensor latent = untilStopped(sampling, denoiser, start, noise, progress(number, batch));
            if (batch == 0 && pass.ownPrompt()) {
                effects.addAll(network.effects());
            }
            return latent;
        }
    }

    /** The latent at the end of the run, or the clean one that was predicted when it was stopped. */
    private static Tensor untilStopped(
            SamplingPlan sampling, DiscreteDenoiser denoiser, Tensor start, ImageNoise noise, StepListener progress) {
        try {
            return sampling.sample(denoiser, start, noise, progress);
        } catch (EndedEarly e) {
            // Retained, as the scopes of the sampler are closed by now.
            try (Tensor denoised = e.denoised) {
                return denoised.clone();
            }
        }
    }

    private ImageNoise noise(int batch, Size size) {
        return new ImageNoise(
                request.noise(),
                seeds,
                batch * request.batchSize(),
                request.batchSize(),
                LatentShape.ofPixels((int) vae.latentChannels(), size.height(), size.width(), vae.factor()));
    }

    /** The same picture for every place of the batch. */
    private Tensor encode(Picture picture) {
        // The mean and not a sample: its spread is far below a grey level, and the result depends on the seed alone.
        return Scope.of(() -> vae.encode(LatentImages.pixels(picture), null).repeat(request.batchSize(), 1, 1, 1));
    }

    /** Counts the steps of the whole job, and ends the run of the sampler where the listener wants it. */
    private StepListener progress(int pass, int batch) {
        int total = plan.steps();
        int before = batch * (total / request.batchCount())
                + (pass == 1 ? 0 : plan.first().sampling().steps());
        return (step, steps, x, denoised, sigma) -> {
            listener.on(new GenerationStep(
                    pass,
                    step,
                    steps,
                    Math.min(before + step, total),
                    total,
                    (System.nanoTime() - began) / 1e9,
                    () -> LatentImages.preview(denoised, networks.family())));
            ask();
            if (dropsBatch) {
                throw new EndedAtOnce();
            }
            if (endsBatch) {
                throw new EndedEarly(Scope.retained(denoised::clone));
            }
        };
    }

    private void ask() {
        Stop stop = listener.stop();
        endsBatch |= stop.endsBatch();
        endsJob |= stop.endsJob();
        dropsBatch |= stop == Stop.NOW;
    }

    /** Leaves the sampler without a picture. */
    private static final class EndedAtOnce extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Leaves the sampler with what it has come to. */
    private static final class EndedEarly extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Tensor denoised;

        EndedEarly(Tensor denoised) {
            this.denoised = denoised;
        }
    }
}
