package io.brushwork.training;

import io.brushwork.base.Check;
import io.brushwork.base.OptionException;
import io.brushwork.base.Size;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.dataset.CaptionTemplate;
import io.brushwork.dataset.Fit;
import io.brushwork.dataset.LatentSampling;
import io.brushwork.dataset.NameCaption;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.model.ModelFamily;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.tensor.Compute;
import io.brushwork.training.schedule.LearnRateSchedule;
import io.brushwork.training.schedule.ScheduledValue;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a training run. Immutable, and checked when it is made: what no run can have is refused with an
 * {@link OptionException} that names its field as {@code settings.json} has it, {@code data.tagDropout}. That file lies in
 * the run's folder, and a run can be repeated from it. Where a name differs from A1111's it is said.
 *
 * <pre>{@code
 * TrainingOptions options = TrainingOptions.of(Path.of("oil.pt"), Path.of("model.safetensors"), Path.of("pictures"))
 *         .optimization(o -> o.batchSize(4).checkpointing(true));
 * }</pre>
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

    /** Of everything that is counted in steps: A1111's networks have some 100,000. */
    static final long MOST_STEPS = 1_000_000_000;

    /** Bytes of memory from which on 13.4 GB for SD 1.5 leave enough for others. */
    private static final long ROOM_TO_PACK = 20_000_000_000L;
    /** What A1111 trains at. */
    private static final int SIDE_OF_A1111 = 512;

    private static final int STEP_COUNT = (int) MOST_STEPS;
    private static final String SIDE = "0 for the model's own, or 64 to 2048 in steps of 8";

    public TrainingOptions {
        String name = hypernetwork.toString().isEmpty() ? "" : Hypernetwork.nameOf(hypernetwork);
        Check.that(!name.matches(".*[:<>].*"), "hypernetwork", "a name without : < >, which no prompt can name", name);
        Check.that(seed >= -1, "seed", "-1 for one at random, or 0 or more", seed);
    }

    /** A run at the defaults: A1111's, save where their note says otherwise. */
    public static TrainingOptions of(Path hypernetwork, Path checkpoint, Path data) {
        return new TrainingOptions(
                hypernetwork,
                new Model(checkpoint, null, null, 1, Compute.CPU, true, null),
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

    /** The same with something changed. */
    public TrainingOptions with(Consumer<TrainingChanges> change) {
        TrainingChanges changes = new TrainingChanges(this);
        change.accept(changes);
        return changes.build();
    }

    /**
     * The run that a model and a machine make of these options: what was left open is what the model asks for and what the
     * memory allows, and no path depends on where the program runs. What was set stays.
     *
     * @param memoryBytes that the machine has
     */
    public TrainingOptions settled(ModelIdentity identity, long memoryBytes) {
        int side = identity.defaults().side().orElse(SIDE_OF_A1111);
        return absolute().with(changes -> {
            if (data.width == 0) {
                changes.data.width(side);
            }
            if (data.height == 0) {
                changes.data.height(side);
            }
            if (preview.cfgScale == GenerationRequest.CFG_SCALE_OF_MODEL) {
                changes.preview.cfgScale(identity.defaults().settledCfgScale());
            }
            if (model.packing == null) {
                changes.model.packing(memoryBytes >= ROOM_TO_PACK);
            }
        });
    }

    /** The same with what is left open taken from a run that goes on, and its seed. */
    TrainingOptions following(TrainingOptions run) {
        return absolute().with(changes -> {
            changes.seed(run.seed);
            if (data.width == 0) {
                changes.data.width(run.data.width);
            }
            if (data.height == 0) {
                changes.data.height(run.data.height);
            }
            if (preview.cfgScale == GenerationRequest.CFG_SCALE_OF_MODEL) {
                changes.preview.cfgScale(run.preview.cfgScale);
            }
            if (model.packing == null) {
                changes.model.packing(run.model.packing);
            }
        });
    }

    /** With all paths absolute: a run is resumed from anywhere. */
    private TrainingOptions absolute() {
        return with(changes -> {
            changes.hypernetwork(absolute(hypernetwork));
            changes.model.checkpoint(absolute(model.checkpoint)).vae(model.vae == null ? null : absolute(model.vae));
            changes.data.folder(absolute(data.folder));
            if (!CaptionTemplate.BUILT_IN.contains(data.template)) {
                changes.data.template(absolute(Path.of(data.template)).toString());
            }
            changes.saving.runs(absolute(saving.runs)).cache(saving.cache == null ? null : absolute(saving.cache));
        });
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    public TrainingOptions model(Consumer<TrainingChanges.ModelChanges> change) {
        return with(changes -> change.accept(changes.model));
    }

    public TrainingOptions data(Consumer<TrainingChanges.DataChanges> change) {
        return with(changes -> change.accept(changes.data));
    }

    public TrainingOptions optimization(Consumer<TrainingChanges.OptimizationChanges> change) {
        return with(changes -> change.accept(changes.optimization));
    }

    public TrainingOptions saving(Consumer<TrainingChanges.SavingChanges> change) {
        return with(changes -> change.accept(changes.saving));
    }

    public TrainingOptions preview(Consumer<TrainingChanges.PreviewChanges> change) {
        return with(changes -> change.accept(changes.preview));
    }

    public TrainingOptions guard(Consumer<TrainingChanges.GuardChanges> change) {
        return with(changes -> change.accept(changes.guard));
    }

    public TrainingOptions withSeed(long value) {
        return with(changes -> changes.seed(value));
    }

    /**
     * The model that is trained on. It stays as it is.
     *
     * @param vae another autoencoder than the checkpoint's, or null
     * @param prediction what the U-Net gives; null to find out
     * @param clipSkip as in generation, 1 for none
     * @param compute where the model runs, and the number type of its weights and arithmetic; the hypernetwork is float32
     *     always
     * @param keepVae whether autoencoder and text model stay in memory for the previews, after the pictures and captions
     *     were encoded; without it they are read again for each preview
     * @param packing whether frozen weights are brought into the order of the processor's kernels for both ways, forward and
     *     back: less time for more memory (docs/performance.md). Without effect where gradients are checkpointed, where
     *     pictures have several sizes, and on anything but a processor in fp32. Null to leave it to the machine's memory
     */
    public record Model(
            Path checkpoint,
            @Nullable Path vae,
            @Nullable Prediction prediction,
            int clipSkip,
            Compute compute,
            boolean keepVae,
            @Nullable Boolean packing) {
        public Model {
            Check.range("model.clipSkip", clipSkip, 1, ModelFamily.MAX_CLIP_SKIP);
            // How weights are kept is decided when the model is opened.
            compute = new Compute(compute.device(), compute.dtype(), compute.dtype());
        }
    }

    /**
     * What is learned.
     *
     * @param folder A1111's {@code data_root}
     * @param width of the pictures in training, a multiple of 8; A1111's {@code training_width}. 0 for what the model's
     *     file asks for, else 512
     * @param height A1111's {@code training_height}
     * @param fit how a picture gets that size
     * @param template file of templates, or the name of one that is built in
     * @param shuffleTags whether a caption's tags come in a new order each time
     * @param tagDropout chance of each tag to be left out; A1111's {@code tag_drop_out}
     * @param latentSampling which latent stands for a picture
     * @param useWeight whether a picture's transparency says how much each place counts
     * @param flip whether each second time a picture is seen mirrored
     * @param filenameWordRegex words taken from file names where there is no caption; empty for the whole name
     * @param filenameJoinString between those words
     */
    public record Data(
            Path folder,
            int width,
            int height,
            Fit fit,
            String template,
            boolean shuffleTags,
            double tagDropout,
            LatentSampling latentSampling,
            boolean useWeight,
            boolean flip,
            String filenameWordRegex,
            String filenameJoinString) {
        /** {@code hypernetwork.txt} as template, since the name of a style means nothing to the text model. */
        public static Data of(Path folder) {
            return new Data(
                    folder,
                    0,
                    0,
                    Fit.STRETCH,
                    "hypernetwork.txt",
                    false,
                    0,
                    LatentSampling.ONCE,
                    false,
                    false,
                    "",
                    " ");
        }

        public Data {
            Check.that(isSide(width), "data.width", SIDE, width);
            Check.that(isSide(height), "data.height", SIDE, height);
            Check.that(!template.isBlank(), "data.template", "a file, or the name of one that is built in", "nothing");
            Check.range("data.tagDropout", tagDropout, 0, 1);
            Check.that(
                    filenameWordRegex.length() <= MAX_REGEX,
                    "data.filenameWordRegex",
                    "at most " + MAX_REGEX + " characters",
                    filenameWordRegex.length());
            Check.that(
                    filenameJoinString.length() <= MAX_REGEX,
                    "data.filenameJoinString",
                    "at most " + MAX_REGEX + " characters",
                    filenameJoinString.length());
            try {
                new NameCaption(filenameWordRegex, filenameJoinString);
            } catch (OptionException e) {
                throw e.in("data.filenameWordRegex");
            }
        }

        private static final int MAX_REGEX = 1000;
        private static final int LARGEST_SIDE = 2048;

        private static boolean isSide(int pixels) {
            return pixels == 0 || (Size.isSide(pixels) && pixels <= LARGEST_SIDE);
        }

        /** How names of files become captions. */
        NameCaption names() {
            return new NameCaption(filenameWordRegex, filenameJoinString);
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
            ScheduledValue learnRate,
            GradientClip clipMode,
            ScheduledValue clipValue,
            int batchSize,
            int gradientSteps,
            double weightDecay,
            boolean checkpointing,
            double minSnrGamma,
            double noiseOffset,
            StrengthRange strength) {
        /** A1111's, but for the steps: its 100,000 stand for "until stopped". */
        public static final Optimization DEFAULT = new Optimization(
                10_000,
                new ScheduledValue("0.00001"),
                GradientClip.DISABLED,
                new ScheduledValue("0.1"),
                1,
                1,
                0.01,
                false,
                0,
                0,
                StrengthRange.ONE);

        public Optimization {
            Check.range("optimization.steps", steps, 1, MOST_STEPS);
            Check.range("optimization.batchSize", batchSize, 1, 10_000);
            Check.range("optimization.gradientSteps", gradientSteps, 1, 10_000);
            Check.range("optimization.weightDecay", weightDecay, 0, 1);
            Check.range("optimization.minSnrGamma", minSnrGamma, 0, 1000);
            Check.range("optimization.noiseOffset", noiseOffset, 0, 1);
        }

        /**
         * The rates of a network that has {@code step} steps.
         *
         * @throws OptionException where no step is left
         */
        LearnRateSchedule rates(long step) {
            checkSteps(step);
            return learnRate.over("optimization.learnRate", step, steps);
        }

        /** As {@link #rates}, of the limits of gradients, from the network's first step on. */
        LearnRateSchedule limits() {
            return clipValue.over("optimization.clipValue", 0, steps);
        }

        /** Refuses a run that ends where the network is. */
        void checkSteps(long step) {
            Check.that(
                    steps > step,
                    "optimization.steps",
                    "more than the " + step + " that the network has already",
                    steps);
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
            Check.range("saving.every", every, 0, STEP_COUNT);
            Check.range("saving.csvEvery", csvEvery, 1, STEP_COUNT);
        }
    }

    /**
     * Pictures drawn from fixed seeds, with the network and without.
     *
     * @param every steps between two, 0 for none; A1111's {@code create_image_every}
     * @param prompts one picture each, at most 100; empty for the caption of the first picture
     * @param cfgScale {@link GenerationRequest#CFG_SCALE_OF_MODEL} for the model's own
     * @param width 0 for the training's
     * @param height 0 for the training's
     */
    public record Preview(
            int every,
            List<String> prompts,
            String negativePrompt,
            int steps,
            SamplerChoice sampler,
            double cfgScale,
            long seed,
            int width,
            int height) {
        public static final Preview DEFAULT = new Preview(
                500, List.of(), "", 20, SamplerChoice.of("DPM++ 2M"), GenerationRequest.CFG_SCALE_OF_MODEL, 1, 0, 0);

        /**
         * At the defaults, with what a picture was made with; see {@link TrainingChanges.PreviewChanges#of}.
         *
         * @throws OptionException for what no preview can have
         */
        public static Preview of(GenerationRequest request) {
            return new TrainingChanges.PreviewChanges(DEFAULT).of(request).build();
        }

        private static final int MAX_PROMPTS = 100;
        private static final String SIDE = "0 for that of training, or a multiple of 8, 64 to 8192";

        public Preview {
            prompts = List.copyOf(prompts);
            Check.range("preview.every", every, 0, STEP_COUNT);
            Check.that(prompts.size() <= MAX_PROMPTS, "preview.prompts", "at most " + MAX_PROMPTS, prompts.size());
            Check.that(width == 0 || Size.isSide(width), "preview.width", SIDE, width);
            Check.that(height == 0 || Size.isSide(height), "preview.height", SIDE, height);
            Check.that(seed >= 0, "preview.seed", "0 or more", seed);
            Check.that(
                    cfgScale == GenerationRequest.CFG_SCALE_OF_MODEL || ModelDefaults.isCfgScale(cfgScale),
                    "preview.cfgScale",
                    "0 to 100, or -1 for the model's own",
                    cfgScale);
            try {
                for (String prompt : prompts.isEmpty() ? List.of("") : prompts) {
                    PreviewRequests.request(
                            prompt, negativePrompt, new Size(width, height), steps, sampler, cfgScale, 1, seed);
                }
            } catch (OptionException e) {
                throw e.in("preview." + (e.field().equals("prompt") ? "prompts" : e.field()));
            }
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
            Check.that(
                    holdout == 0 || (holdout >= 2 && holdout <= 1_000_000),
                    "guard.holdout",
                    "0 for none, or 2 to 1000000",
                    holdout);
            Check.range("guard.holdoutEvery", holdoutEvery, 0, STEP_COUNT);
            Check.range("guard.restarts", restarts, 0, 1000);
        }
    }
}
