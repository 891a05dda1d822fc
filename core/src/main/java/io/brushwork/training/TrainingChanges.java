package io.brushwork.training;

import io.brushwork.ModelOptions;
import io.brushwork.base.Check;
import io.brushwork.base.OptionException;
import io.brushwork.dataset.Fit;
import io.brushwork.dataset.LatentSampling;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.tensor.Compute;
import io.brushwork.text.ExtraNetworkTags;
import io.brushwork.training.schedule.ScheduledValue;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is to be different in {@link TrainingOptions}, whose parts say what each value means. */
public final class TrainingChanges {
    final ModelChanges model;
    final DataChanges data;
    final OptimizationChanges optimization;
    final SavingChanges saving;
    final PreviewChanges preview;
    final GuardChanges guard;
    private Path hypernetwork;
    private long seed;

    TrainingChanges(TrainingOptions from) {
        hypernetwork = from.hypernetwork();
        model = new ModelChanges(from.model());
        data = new DataChanges(from.data());
        optimization = new OptimizationChanges(from.optimization());
        saving = new SavingChanges(from.saving());
        preview = new PreviewChanges(from.preview());
        guard = new GuardChanges(from.guard());
        seed = from.seed();
    }

    public TrainingChanges hypernetwork(Path value) {
        hypernetwork = value;
        return this;
    }

    public TrainingChanges seed(long value) {
        seed = value;
        return this;
    }

    TrainingOptions build() {
        return new TrainingOptions(
                hypernetwork,
                model.build(),
                data.build(),
                optimization.build(),
                saving.build(),
                preview.build(),
                guard.build(),
                seed);
    }

    /** What a run trains on. */
    public static final class ModelChanges {
        private Path checkpoint;
        private @Nullable Path vae;
        private @Nullable Prediction prediction;
        private int clipSkip;
        private Compute compute;
        private boolean keepVae;
        private @Nullable Boolean packing;

        private ModelChanges(TrainingOptions.Model from) {
            checkpoint = from.checkpoint();
            vae = from.vae();
            prediction = from.prediction();
            clipSkip = from.clipSkip();
            compute = from.compute();
            keepVae = from.keepVae();
            packing = from.packing();
        }

        /** The checkpoint, autoencoder and prediction that a studio would load, and what it would run on. */
        public ModelChanges of(ModelOptions options) {
            checkpoint = options.checkpoint();
            vae = options.vae();
            prediction = options.prediction();
            return compute(options.compute());
        }

        public ModelChanges checkpoint(Path value) {
            checkpoint = value;
            return this;
        }

        public ModelChanges vae(@Nullable Path value) {
            vae = value;
            return this;
        }

        public ModelChanges prediction(@Nullable Prediction value) {
            prediction = value;
            return this;
        }

        public ModelChanges clipSkip(int value) {
            clipSkip = value;
            return this;
        }

        public ModelChanges compute(Compute value) {
            compute = value;
            return this;
        }

        /**
         * cpu or cuda.
         *
         * @throws OptionException for another, and for one that this machine has not
         */
        public ModelChanges device(String value) {
            Check.that(value.equals("cpu") || value.equals("cuda"), "model.device", "cpu or cuda", value);
            try {
                return compute(new Compute(value, compute.dtype(), compute.dtype()));
            } catch (IllegalArgumentException e) {
                throw new OptionException("model.device", "a device that this libtorch finds", value, e);
            }
        }

        /**
         * fp32, fp16 or bf16.
         *
         * @throws OptionException for another
         */
        public ModelChanges dtype(String value) {
            try {
                return compute(new Compute(compute.device(), Compute.dtypeOf(value), Compute.dtypeOf(value)));
            } catch (IllegalArgumentException e) {
                throw new OptionException("model.dtype", "fp32, fp16 or bf16", value, e);
            }
        }

        public ModelChanges keepVae(boolean value) {
            keepVae = value;
            return this;
        }

        public ModelChanges packing(@Nullable Boolean value) {
            packing = value;
            return this;
        }

        private TrainingOptions.Model build() {
            return new TrainingOptions.Model(checkpoint, vae, prediction, clipSkip, compute, keepVae, packing);
        }
    }

    /** What is learned. */
    public static final class DataChanges {
        private Path folder;
        private int width;
        private int height;
        private Fit fit;
        private String template;
        private boolean shuffleTags;
        private double tagDropout;
        private LatentSampling latentSampling;
        private boolean useWeight;
        private boolean flip;
        private String filenameWordRegex;
        private String filenameJoinString;

        private DataChanges(TrainingOptions.Data from) {
            folder = from.folder();
            width = from.width();
            height = from.height();
            fit = from.fit();
            template = from.template();
            shuffleTags = from.shuffleTags();
            tagDropout = from.tagDropout();
            latentSampling = from.latentSampling();
            useWeight = from.useWeight();
            flip = from.flip();
            filenameWordRegex = from.filenameWordRegex();
            filenameJoinString = from.filenameJoinString();
        }

        public DataChanges folder(Path value) {
            folder = value;
            return this;
        }

        public DataChanges width(int value) {
            width = value;
            return this;
        }

        public DataChanges height(int value) {
            height = value;
            return this;
        }

        /** 0 for the model's own. */
        public DataChanges size(int newWidth, int newHeight) {
            return width(newWidth).height(newHeight);
        }

        public DataChanges fit(Fit value) {
            fit = value;
            return this;
        }

        public DataChanges template(String value) {
            template = value;
            return this;
        }

        public DataChanges shuffleTags(boolean value) {
            shuffleTags = value;
            return this;
        }

        public DataChanges tagDropout(double value) {
            tagDropout = value;
            return this;
        }

        public DataChanges latentSampling(LatentSampling value) {
            latentSampling = value;
            return this;
        }

        public DataChanges useWeight(boolean value) {
            useWeight = value;
            return this;
        }

        public DataChanges flip(boolean value) {
            flip = value;
            return this;
        }

        public DataChanges filenameWordRegex(String value) {
            filenameWordRegex = value;
            return this;
        }

        public DataChanges filenameJoinString(String value) {
            filenameJoinString = value;
            return this;
        }

        private TrainingOptions.Data build() {
            return new TrainingOptions.Data(
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

    /** How it is learned. */
    public static final class OptimizationChanges {
        private long steps;
        private ScheduledValue learnRate;
        private GradientClip clipMode;
        private ScheduledValue clipValue;
        private int batchSize;
        private int gradientSteps;
        private double weightDecay;
        private boolean checkpointing;
        private double minSnrGamma;
        private double noiseOffset;
        private StrengthRange strength;

        private OptimizationChanges(TrainingOptions.Optimization from) {
            steps = from.steps();
            learnRate = from.learnRate();
            clipMode = from.clipMode();
            clipValue = from.clipValue();
            batchSize = from.batchSize();
            gradientSteps = from.gradientSteps();
            weightDecay = from.weightDecay();
            checkpointing = from.checkpointing();
            minSnrGamma = from.minSnrGamma();
            noiseOffset = from.noiseOffset();
            strength = from.strength();
        }

        public OptimizationChanges steps(long value) {
            steps = value;
            return this;
        }

        public OptimizationChanges learnRate(ScheduledValue value) {
            learnRate = value;
            return this;
        }

        /** @throws OptionException for a text that is no schedule */
        public OptimizationChanges learnRate(String text) {
            return learnRate(scheduled("optimization.learnRate", text));
        }

        public OptimizationChanges clipMode(GradientClip value) {
            clipMode = value;
            return this;
        }

        public OptimizationChanges clipValue(ScheduledValue value) {
            clipValue = value;
            return this;
        }

        /** @throws OptionException for a text that is no schedule */
        public OptimizationChanges clipValue(String text) {
            return clipValue(scheduled("optimization.clipValue", text));
        }

        public OptimizationChanges batchSize(int value) {
            batchSize = value;
            return this;
        }

        public OptimizationChanges gradientSteps(int value) {
            gradientSteps = value;
            return this;
        }

        public OptimizationChanges weightDecay(double value) {
            weightDecay = value;
            return this;
        }

        public OptimizationChanges checkpointing(boolean value) {
            checkpointing = value;
            return this;
        }

        public OptimizationChanges minSnrGamma(double value) {
            minSnrGamma = value;
            return this;
        }

        public OptimizationChanges noiseOffset(double value) {
            noiseOffset = value;
            return this;
        }

        public OptimizationChanges strength(StrengthRange value) {
            strength = value;
            return this;
        }

        private TrainingOptions.Optimization build() {
            return new TrainingOptions.Optimization(
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

    /** What is written on the way. */
    public static final class SavingChanges {
        private Path runs;
        private @Nullable Path cache;
        private int every;
        private int csvEvery;
        private boolean tensorBoard;

        private SavingChanges(TrainingOptions.Saving from) {
            runs = from.runs();
            cache = from.cache();
            every = from.every();
            csvEvery = from.csvEvery();
            tensorBoard = from.tensorBoard();
        }

        public SavingChanges runs(Path value) {
            runs = value;
            return this;
        }

        public SavingChanges cache(@Nullable Path value) {
            cache = value;
            return this;
        }

        public SavingChanges every(int value) {
            every = value;
            return this;
        }

        public SavingChanges csvEvery(int value) {
            csvEvery = value;
            return this;
        }

        public SavingChanges tensorBoard(boolean value) {
            tensorBoard = value;
            return this;
        }

        private TrainingOptions.Saving build() {
            return new TrainingOptions.Saving(runs, cache, every, csvEvery, tensorBoard);
        }
    }

    /** What is drawn on the way. */
    public static final class PreviewChanges {
        private int every;
        private List<String> prompts;
        private String negativePrompt;
        private int steps;
        private SamplerChoice sampler;
        private double cfgScale;
        private long seed;
        private int width;
        private int height;

        PreviewChanges(TrainingOptions.Preview from) {
            every = from.every();
            prompts = from.prompts();
            negativePrompt = from.negativePrompt();
            steps = from.steps();
            sampler = from.sampler();
            cfgScale = from.cfgScale();
            seed = from.seed();
            width = from.width();
            height = from.height();
        }

        /**
         * What a picture was made with, as far as previews have it: A1111's "Read parameters from txt2img tab when making
         * previews". Tags of networks are left out, as the only network is the one that is trained.
         */
        public PreviewChanges of(GenerationRequest request) {
            prompts = List.of(ExtraNetworkTags.parse(request.prompt()).text().strip());
            negativePrompt = request.negativePrompt();
            steps = request.steps();
            sampler = request.sampler();
            cfgScale = request.guidance().cfgScale();
            seed = request.seed() < 0 ? seed : request.seed();
            return size(request.width(), request.height());
        }

        public PreviewChanges every(int value) {
            every = value;
            return this;
        }

        public PreviewChanges prompts(List<String> value) {
            prompts = value;
            return this;
        }

        /** One picture each; none for the caption of the first picture. */
        public PreviewChanges prompts(String... values) {
            return prompts(List.of(values));
        }

        public PreviewChanges negativePrompt(String value) {
            negativePrompt = value;
            return this;
        }

        public PreviewChanges steps(int value) {
            steps = value;
            return this;
        }

        public PreviewChanges sampler(SamplerChoice value) {
            sampler = value;
            return this;
        }

        public PreviewChanges cfgScale(double value) {
            cfgScale = value;
            return this;
        }

        public PreviewChanges seed(long value) {
            seed = value;
            return this;
        }

        public PreviewChanges width(int value) {
            width = value;
            return this;
        }

        public PreviewChanges height(int value) {
            height = value;
            return this;
        }

        /** 0 for that of training. */
        public PreviewChanges size(int newWidth, int newHeight) {
            return width(newWidth).height(newHeight);
        }

        TrainingOptions.Preview build() {
            return new TrainingOptions.Preview(
                    every, prompts, negativePrompt, steps, sampler, cfgScale, seed, width, height);
        }
    }

    /** What watches over the run. */
    public static final class GuardChanges {
        private boolean lowerRate;
        private int holdout;
        private int holdoutEvery;
        private int restarts;
        private boolean previewNoise;

        private GuardChanges(TrainingOptions.Guard from) {
            lowerRate = from.lowerRate();
            holdout = from.holdout();
            holdoutEvery = from.holdoutEvery();
            restarts = from.restarts();
            previewNoise = from.previewNoise();
        }

        public GuardChanges lowerRate(boolean value) {
            lowerRate = value;
            return this;
        }

        public GuardChanges holdout(int value) {
            holdout = value;
            return this;
        }

        public GuardChanges holdoutEvery(int value) {
            holdoutEvery = value;
            return this;
        }

        public GuardChanges restarts(int value) {
            restarts = value;
            return this;
        }

        public GuardChanges previewNoise(boolean value) {
            previewNoise = value;
            return this;
        }

        private TrainingOptions.Guard build() {
            return new TrainingOptions.Guard(lowerRate, holdout, holdoutEvery, restarts, previewNoise);
        }
    }

    private static ScheduledValue scheduled(String field, String text) {
        try {
            return new ScheduledValue(text);
        } catch (OptionException e) {
            throw e.in(field);
        }
    }
}
