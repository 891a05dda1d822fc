package io.brushwork.training;

import io.brushwork.generation.GenerationRequest;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.sampling.Prediction;
import io.brushwork.training.schedule.LearnRateSchedule;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a training run. Written to the run's folder as {@code settings.json}, from which a run can be
 * repeated; where a name differs from A1111's it is said.
 *
 * @param hypernetwork the file to train; it is replaced when the run ends well
 * @param model what it is trained on
 * @param data pictures and captions
 * @param optimization rate, batches, loss
 * @param saving copies and logs
 * @param preview pictures drawn on the way
 * @param guard what watches over the run
 * @param seed of everything that is drawn; -1 draws one
 */
public record TrainingOptions(
        Path hypernetwork,
        Model model,
        Data data,
        Optimization optimization,
        Saving saving,
        Preview preview,
        Guard guard,
        long seed) {

    /** A run at the defaults: A1111's, save where their note says otherwise. */
    public static TrainingOptions of(Path hypernetwork, Path checkpoint, Path data) {
        return new TrainingOptions(
                hypernetwork,
                new Model(checkpoint, null, null, 1, "cpu", "fp32", true, false),
                Data.of(data),
                Optimization.DEFAULT,
                Saving.DEFAULT,
                Preview.DEFAULT,
                Guard.DEFAULT,
                -1);
    }

    /** What the network is called: the file's name without the extension. */
    public String name() {
        return Hypernetwork.nameOf(hypernetwork);
    }

    public TrainingOptions withData(Data value) {
        return new TrainingOptions(hypernetwork, model, value, optimization, saving, preview, guard, seed);
    }

    public TrainingOptions withOptimization(Optimization value) {
        return new TrainingOptions(hypernetwork, model, data, value, saving, preview, guard, seed);
    }

    public TrainingOptions withSaving(Saving value) {
        return new TrainingOptions(hypernetwork, model, data, optimization, value, preview, guard, seed);
    }

    public TrainingOptions withModel(Model value) {
        return new TrainingOptions(hypernetwork, value, data, optimization, saving, preview, guard, seed);
    }

    public TrainingOptions withPreview(Preview value) {
        return new TrainingOptions(hypernetwork, model, data, optimization, saving, value, guard, seed);
    }

    public TrainingOptions withGuard(Guard value) {
        return new TrainingOptions(hypernetwork, model, data, optimization, saving, preview, value, seed);
    }

    public TrainingOptions withSeed(long value) {
        return new TrainingOptions(hypernetwork, model, data, optimization, saving, preview, guard, value);
    }

    /**
     * The model that is trained on. It stays as it is.
     *
     * @param vae another autoencoder than the checkpoint's, or null
     * @param prediction what the U-Net gives; null to find out
     * @param clipSkip as in generation, 1 for none
     * @param device cpu or cuda
     * @param dtype of the U-Net's arithmetic, fp32, fp16 or bf16; the hypernetwork is float32 always
     * @param keepVae whether autoencoder and text model stay in memory for the previews, after the pictures and captions
     *     were encoded; without it they are read again for each preview
     * @param packing whether frozen weights are brought into the order of the processor's kernels for both ways, forward and
     *     back: less time for more memory (docs/performance.md). Without effect where gradients are checkpointed, where
     *     pictures have several sizes, and on anything but a processor in fp32
     */
    public record Model(
            Path checkpoint,
            @Nullable Path vae,
            @Nullable Prediction prediction,
            int clipSkip,
            String device,
            String dtype,
            boolean keepVae,
            boolean packing) {
        public Model {
            Check.that(clipSkip >= 1, "clip-skip", "1 or more", clipSkip);
        }

        public Model withPacking(boolean value) {
            return new Model(checkpoint, vae, prediction, clipSkip, device, dtype, keepVae, value);
        }
    }

    /**
     * What is learned.
     *
     * @param folder A1111's {@code data_root}
     * @param width of the pictures in training, a multiple of 8; A1111's {@code training_width}
     * @param height A1111's {@code training_height}
     * @param fit stretch, crop or vary: how a picture gets that size
     * @param template file of templates, or the name of one that is built in
     * @param shuffleTags whether a caption's tags come in a new order each time
     * @param tagDropout chance of each tag to be left out; A1111's {@code tag_drop_out}
     * @param latentSampling once, deterministic or random
     * @param useWeight whether a picture's transparency says how much each place counts
     * @param flip whether each second time a picture is seen mirrored
     * @param filenameWordRegex words taken from file names where there is no caption; empty for the whole name
     * @param filenameJoinString between those words
     */
    public record Data(
            Path folder,
            int width,
            int height,
            String fit,
            String template,
            boolean shuffleTags,
            double tagDropout,
            String latentSampling,
            boolean useWeight,
            boolean flip,
            String filenameWordRegex,
            String filenameJoinString) {
        /** 512x512; {@code hypernetwork.txt} as template, since the name of a style means nothing to the text model. */
        public static Data of(Path folder) {
            return new Data(folder, 512, 512, "stretch", "hypernetwork.txt", false, 0, "once", false, false, "", " ");
        }

        public Data {
            Check.that(width >= 64 && width <= 2048 && width % 8 == 0, "width", "64 to 2048 in steps of 8", width);
            Check.that(height >= 64 && height <= 2048 && height % 8 == 0, "height", "64 to 2048 in steps of 8", height);
            Check.that(tagDropout >= 0 && tagDropout <= 1, "tag-drop-out", "0 to 1", tagDropout);
        }

        public Data withSize(int width, int height) {
            return new Data(
                    folder,
                    width,
                    height,
                    fit,
                    template,
                    shuffleTags,
                    tagDropout,
                    latentSampling,
                    useWeight,
                    flip,
                    filenameWordRegex,
                    filenameJoinString);
        }
    }

    /**
     * How it is learned.
     *
     * @param steps the network's step at which the run ends, counted over all runs as in A1111
     * @param learnRate a rate or a schedule, see {@link LearnRateSchedule}
     * @param clipMode what is done to large gradients
     * @param clipValue limit of the gradients; a schedule too
     * @param batchSize pictures in one pass; at most the number of pictures
     * @param gradientSteps passes whose gradients are gathered for one step; A1111's {@code gradient_step}
     * @param weightDecay AdamW's
     * @param checkpointing gradient checkpointing: less memory, more time
     * @param minSnrGamma weighs each timestep by {@code min(snr, gamma) / snr} (Hang et al., arXiv:2303.09556; 5 is
     *     usual); 0 for equal weights, as A1111
     * @param noiseOffset share of noise that is the same over a whole channel, so that very dark and bright pictures can
     *     be learned (about 0.05); 0 for none, as A1111
     * @param strength at which the network acts while it learns; 1, as A1111, or a range
     */
    public record Optimization(
            long steps,
            String learnRate,
            GradientClip clipMode,
            String clipValue,
            int batchSize,
            int gradientSteps,
            double weightDecay,
            boolean checkpointing,
            double minSnrGamma,
            double noiseOffset,
            StrengthRange strength) {
        /** A1111's, but for the steps: its 100,000 stand for "until stopped". */
        public static final Optimization DEFAULT = new Optimization(
                10_000, "0.00001", GradientClip.DISABLED, "0.1", 1, 1, 0.01, false, 0, 0, StrengthRange.ONE);

        public Optimization {
            Check.that(steps >= 1, "steps", "1 or more", steps);
            Check.that(batchSize >= 1, "batch-size", "1 or more", batchSize);
            Check.that(gradientSteps >= 1, "gradient-steps", "1 or more", gradientSteps);
            Check.that(weightDecay >= 0 && weightDecay < 1, "weight-decay", "0 to below 1", weightDecay);
            Check.that(minSnrGamma >= 0 && Double.isFinite(minSnrGamma), "min-snr-gamma", "0 or more", minSnrGamma);
            Check.that(noiseOffset >= 0 && noiseOffset <= 1, "noise-offset", "0 to 1", noiseOffset);
        }

        public Optimization withSchedule(String learnRate, long steps) {
            return new Optimization(
                    steps,
                    learnRate,
                    clipMode,
                    clipValue,
                    batchSize,
                    gradientSteps,
                    weightDecay,
                    checkpointing,
                    minSnrGamma,
                    noiseOffset,
                    strength);
        }
    }

    /**
     * What is written on the way.
     *
     * @param runs folder of all runs; this one goes to {@code runs/NAME/DATE-TIME}
     * @param cache folder of encoded pictures and captions, shared by runs; null for none on disk
     * @param every steps between two copies, 0 for none but those at the end; A1111's {@code save_hypernetwork_every}
     * @param csvEvery steps between two lines of the log; A1111's {@code training_write_csv_every}
     * @param tensorBoard whether event files for TensorBoard are written
     */
    public record Saving(Path runs, @Nullable Path cache, int every, int csvEvery, boolean tensorBoard) {
        public static final Saving DEFAULT = new Saving(Path.of("runs"), Path.of("runs", "cache"), 500, 1, true);

        public Saving {
            Check.that(every >= 0, "save-every", "0 or more", every);
            Check.that(csvEvery >= 1, "csv-every", "1 or more", csvEvery);
        }
    }

    /**
     * Pictures drawn from fixed seeds, with the network and without.
     *
     * @param every steps between two, 0 for none; A1111's {@code create_image_every}
     * @param prompts one picture each; empty for the caption of the first picture
     * @param cfgScale {@link GenerationRequest#CFG_SCALE_OF_MODEL} for the model's own
     * @param width 0 for the training's
     * @param height 0 for the training's
     */
    public record Preview(
            int every,
            List<String> prompts,
            String negativePrompt,
            int steps,
            String sampler,
            double cfgScale,
            long seed,
            int width,
            int height) {
        public static final Preview DEFAULT =
                new Preview(500, List.of(), "", 20, "DPM++ 2M", GenerationRequest.CFG_SCALE_OF_MODEL, 1, 0, 0);

        public Preview {
            prompts = List.copyOf(prompts);
            Check.that(every >= 0, "preview-every", "0 or more", every);
            Check.that(steps >= 1 && steps <= 150, "preview-steps", "1 to 150", steps);
            Check.that(seed >= 0, "preview-seed", "0 or more", seed);
        }

        public Preview withCfgScale(double value) {
            return new Preview(every, prompts, negativePrompt, steps, sampler, value, seed, width, height);
        }

        public Preview withEvery(int value) {
            return new Preview(value, prompts, negativePrompt, steps, sampler, cfgScale, seed, width, height);
        }
    }

    /**
     * What keeps a run from ruining the network.
     *
     * @param lowerRate whether a loss that stays high or rises lowers the rate, and not only warns
     * @param holdout one picture in so many is never trained on and measures the network; 0 for none
     * @param holdoutEvery steps between two measurements; 0 for as often as copies are made
     * @param restarts how often a run that went wrong is taken back before it is given up
     * @param previewNoise whether previews that have become noise take the run back
     */
    public record Guard(boolean lowerRate, int holdout, int holdoutEvery, int restarts, boolean previewNoise) {
        public static final Guard DEFAULT = new Guard(false, 10, 0, 5, true);

        public Guard {
            Check.that(holdout >= 0, "holdout", "0 or more", holdout);
            Check.that(holdoutEvery >= 0, "holdout-every", "0 or more", holdoutEvery);
            Check.that(restarts >= 0, "guard-restarts", "0 or more", restarts);
        }
    }
}
