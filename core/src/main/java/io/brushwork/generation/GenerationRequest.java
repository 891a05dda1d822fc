package io.brushwork.generation;

import io.brushwork.base.Check;
import io.brushwork.base.Size;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.infotext.Infotext;
import io.brushwork.model.ModelFamily;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.Sampler;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to generate. Immutable and checked when built: the command line, the server and the library share one set of
 * defaults and messages. Defaults are those of A1111's page, with the sampler Euler a.
 *
 * @param prompt with tags of hypernetworks and all of A1111's grammar
 * @param width in pixels, a multiple of 8; 0 for the model's native size
 * @param height as {@code width}
 * @param guidance with a {@code cfgScale} of {@link #CFG_SCALE_OF_MODEL} for the model's own
 * @param seed of the first picture, or -1 for one drawn at random; picture k of the job has seed + k
 * @param subseed of the variation, or -1
 * @param subseedStrength share of the variation, 0 to 1
 * @param seedResizeWidth pixels of the picture whose noise is kept in the middle, or 0
 * @param seedResizeHeight as {@code seedResizeWidth}
 * @param noise generator of random numbers
 * @param ensd A1111's "eta noise seed delta"
 * @param batchSize pictures made at once
 * @param batchCount batches made one after the other
 * @param clipSkip 1 for the text model's last layer, 2 for the one before it, …
 * @param tiling make pictures whose edges meet
 * @param tiledVae decode large pictures in tiles, to save memory
 * @param postProcessing labels of what works on each picture after it is decoded, in this order; see {@link PostProcessor}
 * @param init picture to start from (img2img), or null (txt2img)
 * @param hypernetworks loaded networks that act besides those of the prompt's tags, and before them; they stay their
 *     owner's, open while the request is served
 */
public record GenerationRequest(
        String prompt,
        String negativePrompt,
        int width,
        int height,
        int steps,
        SamplerChoice sampler,
        SamplerOptions samplerOptions,
        ScheduleOptions scheduleOptions,
        Guidance guidance,
        long seed,
        long subseed,
        double subseedStrength,
        int seedResizeWidth,
        int seedResizeHeight,
        Noise noise,
        long ensd,
        int batchSize,
        int batchCount,
        int clipSkip,
        Emphasis emphasis,
        boolean tiling,
        boolean tiledVae,
        List<String> postProcessing,
        @Nullable HiresFix hires,
        @Nullable InitImage init,
        List<AppliedHypernetwork> hypernetworks) {
    /** The {@code cfgScale} that is what the model's file asks for, and {@link #CFG_SCALE} where it says nothing. */
    public static final double CFG_SCALE_OF_MODEL = -1;
    /** A1111's default of {@code cfgScale}. */
    public static final double CFG_SCALE = ModelDefaults.CFG_SCALE;

    static final int MAX_STEPS = 150;
    /** Characters; far more than a model can take note of. */
    static final int MAX_PROMPT = 200_000;

    private static final String SIDE = "0 for the model's own, or a multiple of 8, 64 to 8192";

    public GenerationRequest {
        hypernetworks = List.copyOf(hypernetworks);
        checkPrompt("prompt", prompt);
        checkPrompt("negativePrompt", negativePrompt);
        Check.that(width == 0 || Size.isSide(width), "width", SIDE, width);
        Check.that(height == 0 || Size.isSide(height), "height", SIDE, height);
        Check.that(steps >= 1 && steps <= MAX_STEPS, "steps", "1 to " + MAX_STEPS, steps);
        Check.that(
                guidance.cfgScale() == CFG_SCALE_OF_MODEL || ModelDefaults.isCfgScale(guidance.cfgScale()),
                "cfgScale",
                "0 to 100, or -1 for the model's own",
                guidance.cfgScale());
        Check.that(seed >= -1, "seed", "-1 or more", seed);
        Check.that(subseed >= -1, "subseed", "-1 or more", subseed);
        Check.that(subseedStrength >= 0 && subseedStrength <= 1, "subseedStrength", "0 to 1", subseedStrength);
        boolean resized = seedResizeWidth != 0 || seedResizeHeight != 0;
        Check.that(
                !resized || (Size.isSide(seedResizeWidth) && Size.isSide(seedResizeHeight)),
                "seedResize",
                "multiples of 8 from 64 to 8192, or 0x0 for none",
                new Size(seedResizeWidth, seedResizeHeight));
        Check.that(batchSize >= 1 && batchSize <= 64, "batchSize", "1 to 64", batchSize);
        Check.that(batchCount >= 1 && batchCount <= 10_000, "batchCount", "1 to 10000", batchCount);
        Check.that(
                clipSkip >= 1 && clipSkip <= ModelFamily.MAX_CLIP_SKIP,
                "clipSkip",
                "1 to " + ModelFamily.MAX_CLIP_SKIP,
                clipSkip);
        Check.that(hires == null || init == null, "hires", "no hires fix together with an init image", hires);
    }

    private static void checkPrompt(String field, String text) {
        Check.that(
                text.length() <= MAX_PROMPT,
                field,
                "at most " + MAX_PROMPT + " characters",
                text.length() + " of them");
    }

    /** Pictures in all. */
    public int images() {
        return batchSize * batchCount;
    }

    public static Builder of(String prompt) {
        return new Builder(prompt);
    }

    /**
     * The request that a picture's infotext records, ours or A1111's.
     *
     * @throws IllegalArgumentException naming the key whose value cannot be used
     */
    public static GenerationRequest of(Infotext infotext) {
        return InfotextFields.read(infotext);
    }

    /** The same with something changed. */
    public GenerationRequest with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private String prompt;
        private String negativePrompt = "";
        private int width;
        private int height;
        private int steps = 20;
        private SamplerChoice sampler = new SamplerChoice(Sampler.EULER_A, Schedule.AUTOMATIC);
        private SamplerOptions samplerOptions = SamplerOptions.DEFAULT;
        private ScheduleOptions scheduleOptions = ScheduleOptions.DEFAULT;
        private Guidance guidance = Guidance.of(CFG_SCALE_OF_MODEL);
        private long seed = -1;
        private long subseed = -1;
        private double subseedStrength;
        private int seedResizeWidth;
        private int seedResizeHeight;
        private Noise noise = Noise.CPU;
        private long ensd;
        private int batchSize = 1;
        private int batchCount = 1;
        private int clipSkip = 1;
        private Emphasis emphasis = Emphasis.ORIGINAL;
        private boolean tiling;
        private boolean tiledVae;
        private List<String> postProcessing = List.of();
        private @Nullable HiresFix hires;
        private @Nullable InitImage init;
        private List<AppliedHypernetwork> hypernetworks = List.of();

        private Builder(String prompt) {
            this.prompt = prompt;
        }

        private Builder(GenerationRequest from) {
            prompt = from.prompt;
            negativePrompt = from.negativePrompt;
            width = from.width;
            height = from.height;
            steps = from.steps;
            sampler = from.sampler;
            samplerOptions = from.samplerOptions;
            scheduleOptions = from.scheduleOptions;
            guidance = from.guidance;
            seed = from.seed;
            subseed = from.subseed;
            subseedStrength = from.subseedStrength;
            seedResizeWidth = from.seedResizeWidth;
            seedResizeHeight = from.seedResizeHeight;
            noise = from.noise;
            ensd = from.ensd;
            batchSize = from.batchSize;
            batchCount = from.batchCount;
            clipSkip = from.clipSkip;
            emphasis = from.emphasis;
            tiling = from.tiling;
            tiledVae = from.tiledVae;
            postProcessing = from.postProcessing;
            hires = from.hires;
            init = from.init;
            hypernetworks = from.hypernetworks;
        }

        public Builder prompt(String value) {
            prompt = value;
            return this;
        }

        public Builder negativePrompt(String value) {
            negativePrompt = value;
            return this;
        }

        /** 0 for the model's native size. */
        public Builder size(int newWidth, int newHeight) {
            width = newWidth;
            height = newHeight;
            return this;
        }

        public Builder steps(int value) {
            steps = value;
            return this;
        }

        public Builder sampler(SamplerChoice value) {
            sampler = value;
            return this;
        }

        public Builder samplerOptions(SamplerOptions value) {
            samplerOptions = value;
            return this;
        }

        public Builder scheduleOptions(ScheduleOptions value) {
            scheduleOptions = value;
            return this;
        }

        /** {@link #CFG_SCALE_OF_MODEL} for the model's own. */
        public Builder cfgScale(double value) {
            guidance = new Guidance(value, guidance.sMinUncond(), guidance.sMinUncondAll(), guidance.skipEarly());
            return this;
        }

        public Builder guidance(Guidance value) {
            guidance = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** @param strength share of the variation's noise, 0 to 1 */
        public Builder variation(long seedOfVariation, double strength) {
            subseed = seedOfVariation;
            subseedStrength = strength;
            return this;
        }

        public Builder seedResize(int fromWidth, int fromHeight) {
            seedResizeWidth = fromWidth;
            seedResizeHeight = fromHeight;
            return this;
        }

        public Builder noise(Noise value) {
            noise = value;
            return this;
        }

        public Builder ensd(long value) {
            ensd = value;
            return this;
        }

        public Builder batch(int size, int count) {
            batchSize = size;
            batchCount = count;
            return this;
        }

        public Builder clipSkip(int value) {
            clipSkip = value;
            return this;
        }

        public Builder emphasis(Emphasis value) {
            emphasis = value;
            return this;
        }

        public Builder tiling(boolean value) {
            tiling = value;
            return this;
        }

        public Builder tiledVae(boolean value) {
            tiledVae = value;
            return this;
        }

        public Builder postProcessing(List<String> labels) {
            postProcessing = labels;
            return this;
        }

        public Builder hires(@Nullable HiresFix value) {
            hires = value;
            return this;
        }

        public Builder init(@Nullable InitImage value) {
            init = value;
            return this;
        }

        /** A loaded network, besides those that the prompt names; may be called for several. */
        public Builder hypernetwork(Hypernetwork network, double strength) {
            hypernetworks = new ArrayList<>(hypernetworks);
            hypernetworks.add(new AppliedHypernetwork(network, Strength.of(strength)));
            return this;
        }

        public GenerationRequest build() {
            return new GenerationRequest(
                    prompt,
                    negativePrompt,
                    width,
                    height,
                    steps,
                    sampler,
                    samplerOptions,
                    scheduleOptions,
                    guidance,
                    seed,
                    subseed,
                    subseedStrength,
                    seedResizeWidth,
                    seedResizeHeight,
                    noise,
                    ensd,
                    batchSize,
                    batchCount,
                    clipSkip,
                    emphasis,
                    tiling,
                    tiledVae,
                    postProcessing,
                    hires,
                    init,
                    hypernetworks);
        }
    }
}
