package io.brushwork.training;

import io.brushwork.base.OptionException;
import io.brushwork.dataset.Fit;
import io.brushwork.dataset.LatentSampling;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.Schedule;
import io.brushwork.tensor.Compute;
import io.brushwork.training.schedule.ScheduledValue;
import java.util.List;

/**
 * Every option of training, once: the JSON form of {@link TrainingOptions}, the flags of a command line and the table of
 * the manual are made of these rows. In the order of {@code settings.json}.
 */
public final class TrainingOptionTable {
    private static final OptionForm<Fit> FIT = OptionForm.label(Fit::of, Fit::label);
    private static final OptionForm<LatentSampling> LATENT =
            OptionForm.label(LatentSampling::of, LatentSampling::label);
    private static final OptionForm<GradientClip> CLIP = OptionForm.label(GradientClip::named, GradientClip::label);
    private static final OptionForm<StrengthRange> STRENGTH =
            OptionForm.labelOrNumber(StrengthRange::parse, StrengthRange::toString);
    private static final OptionForm<ScheduledValue> SCHEDULE =
            OptionForm.labelOrNumber(ScheduledValue::new, ScheduledValue::text);
    private static final OptionForm<SamplerChoice> SAMPLER =
            OptionForm.label(SamplerChoice::of, TrainingOptionTable::name);
    /** In capitals, as settings always had it. */
    private static final OptionForm<Prediction> PREDICTION = OptionForm.label(Prediction::ofLabel, Prediction::name);

    /** All of them. */
    public static final List<TrainingOption<?>> ALL = List.of(
            TrainingOption.of(
                            "hypernetwork",
                            "FILE",
                            "The network to train; replaced when the run ends well.",
                            OptionForm.PATH,
                            o -> o.hypernetwork(),
                            (c, v) -> c.hypernetwork(v))
                    .otherwise(""),
            TrainingOption.of(
                            "model.checkpoint",
                            "FILE",
                            "What is trained on.",
                            OptionForm.PATH,
                            o -> o.model().checkpoint(),
                            (c, v) -> c.model.checkpoint(v))
                    .otherwise(""),
            TrainingOption.open(
                            "model.vae",
                            "FILE",
                            "Another autoencoder than the checkpoint's.",
                            OptionForm.PATH,
                            o -> o.model().vae(),
                            (c, v) -> c.model.vae(v))
                    .otherwise(""),
            TrainingOption.open(
                            "model.prediction",
                            "eps|v",
                            "What the U-Net predicts.",
                            PREDICTION,
                            o -> o.model().prediction(),
                            (c, v) -> c.model.prediction(v))
                    .otherwise("what the checkpoint shows"),
            TrainingOption.of(
                    "model.clipSkip",
                    "N",
                    "As in generate.",
                    OptionForm.COUNT,
                    o -> o.model().clipSkip(),
                    (c, v) -> c.model.clipSkip(v)),
            TrainingOption.of(
                    "model.device",
                    "cpu|cuda",
                    "Where the model runs.",
                    OptionForm.TEXT,
                    o -> o.model().compute().device(),
                    (c, v) -> c.model.device(v)),
            TrainingOption.of(
                    "model.dtype",
                    "fp32|fp16|bf16",
                    "Number type of the model.",
                    OptionForm.TEXT,
                    o -> Compute.label(o.model().compute().dtype()),
                    (c, v) -> c.model.dtype(v)),
            TrainingOption.of(
                    "model.keepVae",
                    "",
                    "Keep autoencoder and text model in memory for previews; without them they are read again for each.",
                    OptionForm.FLAG,
                    o -> o.model().keepVae(),
                    (c, v) -> c.model.keepVae(v)),
            TrainingOption.open(
                            "model.packing",
                            "",
                            "Keep the model's weights in the order of the processor's kernels, both ways: less time, more memory.",
                            OptionForm.FLAG,
                            o -> o.model().packing(),
                            (c, v) -> c.model.packing(v))
                    .otherwise("where the machine has 20 GB or more"),
            TrainingOption.of(
                            "data.folder",
                            "DIR",
                            "Folder of pictures; the caption of cat.png is in cat.txt, or is its name.",
                            OptionForm.PATH,
                            o -> o.data().folder(),
                            (c, v) -> c.data.folder(v))
                    .otherwise(""),
            TrainingOption.of(
                            "data.width",
                            "N",
                            "Width trained at, a multiple of 8.",
                            OptionForm.COUNT,
                            o -> o.data().width(),
                            (c, v) -> c.data.width(v))
                    .otherwise("what the model's file asks for, else 512"),
            TrainingOption.of(
                            "data.height",
                            "N",
                            "Height trained at, a multiple of 8.",
                            OptionForm.COUNT,
                            o -> o.data().height(),
                            (c, v) -> c.data.height(v))
                    .otherwise("what the model's file asks for, else 512"),
            TrainingOption.of(
                    "data.fit",
                    "stretch|crop|vary",
                    "How a picture gets that size; stretch does as A1111, vary keeps the picture's own.",
                    FIT,
                    o -> o.data().fit(),
                    (c, v) -> c.data.fit(v)),
            TrainingOption.of(
                    "data.template",
                    "FILE",
                    "Lines around the caption: a file, or one of hypernetwork.txt, none.txt, style.txt, style_filewords.txt, subject.txt, subject_filewords.txt.",
                    OptionForm.TEXT,
                    o -> o.data().template(),
                    (c, v) -> c.data.template(v)),
            TrainingOption.of(
                    "data.shuffleTags",
                    "",
                    "A new order of the tags each time.",
                    OptionForm.FLAG,
                    o -> o.data().shuffleTags(),
                    (c, v) -> c.data.shuffleTags(v)),
            TrainingOption.of(
                            "data.tagDropout",
                            "X",
                            "Chance of a tag to be left out, 0 to 1.",
                            OptionForm.NUMBER,
                            o -> o.data().tagDropout(),
                            (c, v) -> c.data.tagDropout(v))
                    .otherwise("0"),
            TrainingOption.of(
                    "data.latentSampling",
                    "once|deterministic|random",
                    "Which latent stands for a picture: one sample for the whole run, the mean, or a new sample each time.",
                    LATENT,
                    o -> o.data().latentSampling(),
                    (c, v) -> c.data.latentSampling(v)),
            TrainingOption.of(
                    "data.useWeight",
                    "",
                    "Transparency says how much a place counts.",
                    OptionForm.FLAG,
                    o -> o.data().useWeight(),
                    (c, v) -> c.data.useWeight(v)),
            TrainingOption.of(
                    "data.flip",
                    "",
                    "Show each picture also mirrored.",
                    OptionForm.FLAG,
                    o -> o.data().flip(),
                    (c, v) -> c.data.flip(v)),
            TrainingOption.of(
                            "data.filenameWordRegex",
                            "REGEX",
                            "Words of file names that make the caption where there is no text.",
                            OptionForm.TEXT,
                            o -> o.data().filenameWordRegex(),
                            (c, v) -> c.data.filenameWordRegex(v))
                    .otherwise("the whole name"),
            TrainingOption.of(
                            "data.filenameJoinString",
                            "TEXT",
                            "Put between those words.",
                            OptionForm.TEXT,
                            o -> o.data().filenameJoinString(),
                            (c, v) -> c.data.filenameJoinString(v))
                    .otherwise("a space"),
            TrainingOption.of(
                            "optimization.steps",
                            "N",
                            "Step of the network at which the run ends, counted over all its runs.",
                            OptionForm.WHOLE,
                            o -> o.optimization().steps(),
                            (c, v) -> c.optimization.steps(v))
                    .otherwise("10,000"),
            TrainingOption.of(
                    "optimization.learnRate",
                    "SCHEDULE",
                    "A rate, steps such as 5e-5:100, 5e-6:1500, 5e-7:10000, or warmup(100) cosine(5e-5..5e-7, 1000).",
                    SCHEDULE,
                    o -> o.optimization().learnRate(),
                    (c, v) -> c.optimization.learnRate(v)),
            TrainingOption.of(
                    "optimization.clipMode",
                    "disabled|value|norm",
                    "What is done to large gradients: each element is held, or the length of the whole.",
                    CLIP,
                    o -> o.optimization().clipMode(),
                    (c, v) -> c.optimization.clipMode(v)),
            TrainingOption.of(
                    "optimization.clipValue",
                    "SCHEDULE",
                    "Their limit.",
                    SCHEDULE,
                    o -> o.optimization().clipValue(),
                    (c, v) -> c.optimization.clipValue(v)),
            TrainingOption.of(
                    "optimization.batchSize",
                    "N",
                    "Pictures at once.",
                    OptionForm.COUNT,
                    o -> o.optimization().batchSize(),
                    (c, v) -> c.optimization.batchSize(v)),
            TrainingOption.of(
                    "optimization.gradientSteps",
                    "N",
                    "Batches that make one step.",
                    OptionForm.COUNT,
                    o -> o.optimization().gradientSteps(),
                    (c, v) -> c.optimization.gradientSteps(v)),
            TrainingOption.of(
                    "optimization.weightDecay",
                    "X",
                    "AdamW's.",
                    OptionForm.NUMBER,
                    o -> o.optimization().weightDecay(),
                    (c, v) -> c.optimization.weightDecay(v)),
            TrainingOption.of(
                    "optimization.checkpointing",
                    "",
                    "Gradient checkpointing: less memory, more time.",
                    OptionForm.FLAG,
                    o -> o.optimization().checkpointing(),
                    (c, v) -> c.optimization.checkpointing(v)),
            TrainingOption.of(
                            "optimization.minSnrGamma",
                            "X",
                            "Weigh timesteps (Hang et al., arXiv:2303.09556); 5 is usual.",
                            OptionForm.NUMBER,
                            o -> o.optimization().minSnrGamma(),
                            (c, v) -> c.optimization.minSnrGamma(v))
                    .otherwise("0, off"),
            TrainingOption.of(
                            "optimization.noiseOffset",
                            "X",
                            "For very dark and bright pictures, about 0.05.",
                            OptionForm.NUMBER,
                            o -> o.optimization().noiseOffset(),
                            (c, v) -> c.optimization.noiseOffset(v))
                    .otherwise("0, off"),
            TrainingOption.of(
                    "optimization.strength",
                    "X|X..Y",
                    "Strength of the network while it learns; a range is drawn from anew for each batch, so that all of it can be used later.",
                    STRENGTH,
                    o -> o.optimization().strength(),
                    (c, v) -> c.optimization.strength(v)),
            TrainingOption.of(
                    "saving.runs",
                    "DIR",
                    "Folder of runs; this one goes to NAME/DATE-TIME in it.",
                    OptionForm.PATH,
                    o -> o.saving().runs(),
                    (c, v) -> c.saving.runs(v)),
            TrainingOption.open(
                    "saving.cache",
                    "DIR",
                    "Encoded pictures and captions, which runs share.",
                    OptionForm.PATH,
                    o -> o.saving().cache(),
                    (c, v) -> c.saving.cache(v)),
            TrainingOption.of(
                    "saving.every",
                    "N",
                    "Steps between copies; 0 for none but the first and the last.",
                    OptionForm.COUNT,
                    o -> o.saving().every(),
                    (c, v) -> c.saving.every(v)),
            TrainingOption.of(
                    "saving.csvEvery",
                    "N",
                    "Steps between lines of loss.csv.",
                    OptionForm.COUNT,
                    o -> o.saving().csvEvery(),
                    (c, v) -> c.saving.csvEvery(v)),
            TrainingOption.of(
                    "saving.tensorBoard",
                    "",
                    "Write event files for TensorBoard.",
                    OptionForm.FLAG,
                    o -> o.saving().tensorBoard(),
                    (c, v) -> c.saving.tensorBoard(v)),
            TrainingOption.of(
                    "preview.every",
                    "N",
                    "Steps between previews; 0 for none.",
                    OptionForm.COUNT,
                    o -> o.preview().every(),
                    (c, v) -> c.preview.every(v)),
            TrainingOption.of(
                            "preview.prompts",
                            "PROMPT",
                            "What previews show; may be given several times.",
                            OptionForm.TEXTS,
                            o -> o.preview().prompts(),
                            (c, v) -> c.preview.prompts(v))
                    .otherwise("the first picture's caption"),
            TrainingOption.of(
                            "preview.negativePrompt",
                            "PROMPT",
                            "What they are not to show.",
                            OptionForm.TEXT,
                            o -> o.preview().negativePrompt(),
                            (c, v) -> c.preview.negativePrompt(v))
                    .otherwise(""),
            TrainingOption.of(
                    "preview.steps",
                    "N",
                    "Steps of each preview.",
                    OptionForm.COUNT,
                    o -> o.preview().steps(),
                    (c, v) -> c.preview.steps(v)),
            TrainingOption.of(
                    "preview.sampler",
                    "NAME",
                    "Sampler of previews.",
                    SAMPLER,
                    o -> o.preview().sampler(),
                    (c, v) -> c.preview.sampler(v)),
            TrainingOption.of(
                            "preview.cfgScale",
                            "X",
                            "Guidance of previews.",
                            OptionForm.NUMBER,
                            o -> o.preview().cfgScale(),
                            (c, v) -> c.preview.cfgScale(v))
                    .otherwise("what the model's file asks for, else 7"),
            TrainingOption.of(
                    "preview.seed",
                    "N",
                    "Seed of previews.",
                    OptionForm.WHOLE,
                    o -> o.preview().seed(),
                    (c, v) -> c.preview.seed(v)),
            TrainingOption.of(
                            "preview.width",
                            "N",
                            "Width of previews.",
                            OptionForm.COUNT,
                            o -> o.preview().width(),
                            (c, v) -> c.preview.width(v))
                    .otherwise("that of training"),
            TrainingOption.of(
                            "preview.height",
                            "N",
                            "Height of previews.",
                            OptionForm.COUNT,
                            o -> o.preview().height(),
                            (c, v) -> c.preview.height(v))
                    .otherwise("that of training"),
            TrainingOption.of(
                    "guard.lowerRate",
                    "",
                    "A loss that is high or rises lowers the rate, and does not only warn.",
                    OptionForm.FLAG,
                    o -> o.guard().lowerRate(),
                    (c, v) -> c.guard.lowerRate(v)),
            TrainingOption.of(
                    "guard.holdout",
                    "N",
                    "One picture in N is kept out of training and measures it; 0 for none.",
                    OptionForm.COUNT,
                    o -> o.guard().holdout(),
                    (c, v) -> c.guard.holdout(v)),
            TrainingOption.of(
                            "guard.holdoutEvery",
                            "N",
                            "Steps between measurements.",
                            OptionForm.COUNT,
                            o -> o.guard().holdoutEvery(),
                            (c, v) -> c.guard.holdoutEvery(v))
                    .otherwise("with each copy"),
            TrainingOption.of(
                    "guard.restarts",
                    "N",
                    "How often a run that goes wrong is taken back.",
                    OptionForm.COUNT,
                    o -> o.guard().restarts(),
                    (c, v) -> c.guard.restarts(v)),
            TrainingOption.of(
                    "guard.previewNoise",
                    "",
                    "Take the run back where previews become noise.",
                    OptionForm.FLAG,
                    o -> o.guard().previewNoise(),
                    (c, v) -> c.guard.previewNoise(v)),
            TrainingOption.of(
                            "seed", "N", "Of all that is drawn.", OptionForm.WHOLE, o -> o.seed(), (c, v) -> c.seed(v))
                    .otherwise("-1, one at random"));

    private TrainingOptionTable() {}

    /**
     * The option of a path.
     *
     * @throws OptionException where there is none
     */
    public static TrainingOption<?> of(String path) {
        return ALL.stream()
                .filter(option -> option.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new OptionException(path, "a field of training settings", "one that is not known"));
    }

    static boolean isGroup(String name) {
        return ALL.stream().anyMatch(option -> option.group().equals(name) && !name.isEmpty());
    }

    /** A sampler with its schedule, as A1111's older names have it. */
    private static String name(SamplerChoice choice) {
        String sampler = choice.sampler().label();
        return choice.schedule() == Schedule.AUTOMATIC
                ? sampler
                : sampler + " " + choice.schedule().label();
    }
}
