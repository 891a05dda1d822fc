package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.dataset.CaptionTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of training. Only those that were given count: what they change are the settings of a file, of the run that
 * is resumed, or the defaults. A1111's names stand beside ours where they differ.
 */
final class TrainingFlags {
    private static final JsonMapper JSON = new JsonMapper();

    @ArgGroup(validate = false, heading = "%nPictures and captions%n", order = 2)
    private final Data data = new Data();

    @ArgGroup(validate = false, heading = "%nOptimisation%n", order = 3)
    private final Optimization optimization = new Optimization();

    @ArgGroup(validate = false, heading = "%nCopies and previews%n", order = 4)
    private final Output output = new Output();

    @ArgGroup(validate = false, heading = "%nGuards%n", order = 5)
    private final Guards guards = new Guards();

    private static final class Data {
        @Option(
                names = {"--data", "--data-root"},
                paramLabel = "DIR",
                description = "Folder of pictures; the caption of cat.png is in cat.txt, or is its name.")
        private @Nullable Path folder;

        @Option(
                names = {"--width", "--training-width"},
                paramLabel = "N",
                description = "Default: 512, or what the model draws.")
        private @Nullable Integer width;

        @Option(
                names = {"--height", "--training-height"},
                paramLabel = "N",
                description = "Default: 512, or what the model draws.")
        private @Nullable Integer height;

        @Option(
                names = "--fit",
                paramLabel = "stretch|crop|vary",
                description = "How a picture gets that size. Default: stretch, as A1111; vary keeps its own.")
        private @Nullable String fit;

        @Option(
                names = {"--template", "--template-filename"},
                paramLabel = "FILE",
                description = "Lines around the caption: a file, or one of hypernetwork.txt, none.txt, style.txt,"
                        + " style_filewords.txt, subject.txt, subject_filewords.txt. Default: hypernetwork.txt.")
        private @Nullable String template;

        @Option(names = "--shuffle-tags", negatable = true, description = "A new order of the tags each time.")
        private @Nullable Boolean shuffleTags;

        @Option(names = "--tag-drop-out", paramLabel = "X", description = "Chance of a tag to be left out, 0 to 1.")
        private @Nullable Double tagDropout;

        @Option(
                names = {"--latent-sampling", "--latent-sampling-method"},
                paramLabel = "once|deterministic|random",
                description = "Which latent stands for a picture. Default: once.")
        private @Nullable String latentSampling;

        @Option(names = "--use-weight", negatable = true, description = "Transparency says how much a place counts.")
        private @Nullable Boolean useWeight;

        @Option(names = "--flip", negatable = true, description = "Show each picture also mirrored.")
        private @Nullable Boolean flip;

        @Option(
                names = "--filename-word-regex",
                paramLabel = "REGEX",
                description = "Words of file names that make the caption where there is no text.")
        private @Nullable String regex;

        @Option(names = "--filename-join-string", paramLabel = "TEXT", description = "Put between those words.")
        private @Nullable String join;

        @Option(names = "--clip-skip", paramLabel = "N", description = "As in generate. Default: 1.")
        private @Nullable Integer clipSkip;
    }

    private static final class Optimization {
        @Option(names = "--steps", paramLabel = "N", description = "Step of the network at which the run ends.")
        private @Nullable Long steps;

        @Option(
                names = "--learn-rate",
                paramLabel = "SCHEDULE",
                description = "A rate, steps such as 5e-5:100, 5e-6:1500, 5e-7:10000, or warmup(100)"
                        + " cosine(5e-5..5e-7, 1000). Default: 0.00001.")
        private @Nullable String learnRate;

        @Option(names = "--batch-size", paramLabel = "N", description = "Pictures at once. Default: 1.")
        private @Nullable Integer batchSize;

        @Option(
                names = {"--gradient-steps", "--gradient-step"},
                paramLabel = "N",
                description = "Batches that make one step. Default: 1.")
        private @Nullable Integer gradientSteps;

        @Option(
                names = "--clip-grad-mode",
                paramLabel = "disabled|value|norm",
                description = "What is done to large gradients. Default: disabled.")
        private @Nullable String clipMode;

        @Option(names = "--clip-grad-value", paramLabel = "SCHEDULE", description = "Their limit. Default: 0.1.")
        private @Nullable String clipValue;

        @Option(names = "--weight-decay", paramLabel = "X", description = "AdamW's. Default: 0.01.")
        private @Nullable Double weightDecay;

        @Option(
                names = "--checkpointing",
                negatable = true,
                description = "Gradient checkpointing: less memory, more time.")
        private @Nullable Boolean checkpointing;

        @Option(
                names = "--packing",
                negatable = true,
                description =
                        "Keep the model's weights in the order of the processor's kernels, both ways: less time, more"
                                + " memory. Default: where the machine has 20 GB or more.")
        private @Nullable Boolean packing;

        @Option(
                names = "--min-snr-gamma",
                paramLabel = "X",
                description = "Weigh timesteps; 5 is usual. Default: 0, off.")
        private @Nullable Double minSnrGamma;

        @Option(
                names = "--noise-offset",
                paramLabel = "X",
                description = "For very dark and bright pictures, about 0.05. Default: 0, off.")
        private @Nullable Double noiseOffset;

        @Option(
                names = "--strength",
                paramLabel = "X|X..Y",
                description =
                        "Strength of the network while it learns; a range is drawn from anew for each batch, so that"
                                + " all of it can be used later. Default: 1.")
        private @Nullable String strength;

        @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn. Default: -1, one at random.")
        private @Nullable Long seed;
    }

    private static final class Output {
        @Option(
                names = {"--runs-dir", "--log-directory"},
                paramLabel = "DIR",
                description = "Default: runs.")
        private @Nullable Path runs;

        @Option(names = "--cache-dir", paramLabel = "DIR", description = "Encoded pictures. Default: runs/cache.")
        private @Nullable Path cache;

        @Option(
                names = {"--save-every", "--save-hypernetwork-every"},
                paramLabel = "N",
                description = "Steps between copies; 0 for none but the last. Default: 500.")
        private @Nullable Integer saveEvery;

        @Option(
                names = {"--preview-every", "--create-image-every"},
                paramLabel = "N",
                description = "Steps between previews; 0 for none. Default: 500.")
        private @Nullable Integer previewEvery;

        @Option(
                names = "--preview-from",
                paramLabel = "PICTURE",
                description = "Take what the options below say from the text of a PNG; those given here as well count.")
        private @Nullable Path previewFrom;

        @Option(
                names = "--preview-prompt",
                paramLabel = "PROMPT",
                description = "May be given several times. Default: the first picture's caption.")
        private @Nullable List<String> prompts;

        @Option(names = "--preview-negative-prompt", paramLabel = "PROMPT")
        private @Nullable String negative;

        @Option(names = "--preview-steps", paramLabel = "N", description = "Default: 20.")
        private @Nullable Integer previewSteps;

        @Option(names = "--preview-width", paramLabel = "N", description = "Default: that of training.")
        private @Nullable Integer previewWidth;

        @Option(names = "--preview-height", paramLabel = "N", description = "Default: that of training.")
        private @Nullable Integer previewHeight;

        @Option(
                names = {"--preview-sampler", "--preview-sampler-name"},
                paramLabel = "NAME",
                description = "Default: DPM++ 2M.")
        private @Nullable String sampler;

        @Option(
                names = "--preview-cfg-scale",
                paramLabel = "X",
                description = "Default: what the model's file asks for, else ${bundle:default.cfgScale}.")
        private @Nullable Double cfgScale;

        @Option(names = "--preview-seed", paramLabel = "N", description = "Default: 1.")
        private @Nullable Long previewSeed;

        @Option(names = "--csv-every", paramLabel = "N", description = "Steps between lines of loss.csv. Default: 1.")
        private @Nullable Integer csvEvery;

        @Option(names = "--tensorboard", negatable = true, description = "Write event files. Default: yes.")
        private @Nullable Boolean tensorBoard;

        @Option(
                names = "--keep-vae",
                negatable = true,
                description = "Keep autoencoder and text model in memory for previews. Default: yes.")
        private @Nullable Boolean keepVae;
    }

    private static final class Guards {
        @Option(
                names = "--guard",
                paramLabel = "warn|lower",
                description = "What a loss that is high or rises does: warn, or lower the rate too. Default: warn.")
        private @Nullable String guard;

        @Option(
                names = "--holdout",
                paramLabel = "N",
                description = "One picture in N is kept out of training and measures it; 0 for none. Default: 10.")
        private @Nullable Integer holdout;

        @Option(names = "--holdout-every", paramLabel = "N", description = "Default: with each copy.")
        private @Nullable Integer holdoutEvery;

        @Option(
                names = "--guard-restarts",
                paramLabel = "N",
                description = "How often a run that goes wrong is taken back. Default: 5.")
        private @Nullable Integer restarts;

        @Option(
                names = "--preview-guard",
                negatable = true,
                description = "Take the run back where previews become noise. Default: yes.")
        private @Nullable Boolean previewNoise;
    }

    /** The folder that was named, if any. */
    @Nullable
    Path folder() {
        return data.folder;
    }

    /** The folder of runs that was named, if any. */
    @Nullable
    Path runs() {
        return output.runs;
    }

    /** What was given, as a part of the settings' tree. */
    ObjectNode changes() throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        if (output.previewFrom != null) {
            tree.set(
                    "preview",
                    PreviewText.of(RecordedPicture.read(output.previewFrom).text())
                            .settings());
        }
        put(tree, "seed", optimization.seed);
        put(tree, "data", "folder", data.folder);
        put(tree, "data", "width", data.width);
        put(tree, "data", "height", data.height);
        put(tree, "data", "fit", data.fit);
        put(tree, "data", "template", template());
        put(tree, "data", "shuffleTags", data.shuffleTags);
        put(tree, "data", "tagDropout", data.tagDropout);
        put(tree, "data", "latentSampling", data.latentSampling);
        put(tree, "data", "useWeight", data.useWeight);
        put(tree, "data", "flip", data.flip);
        put(tree, "data", "filenameWordRegex", data.regex);
        put(tree, "data", "filenameJoinString", data.join);
        put(tree, "model", "clipSkip", data.clipSkip);
        put(tree, "model", "keepVae", output.keepVae);
        put(tree, "model", "packing", optimization.packing);
        put(tree, "optimization", "steps", optimization.steps);
        put(tree, "optimization", "learnRate", optimization.learnRate);
        put(tree, "optimization", "batchSize", optimization.batchSize);
        put(tree, "optimization", "gradientSteps", optimization.gradientSteps);
        put(tree, "optimization", "clipMode", optimization.clipMode);
        put(tree, "optimization", "clipValue", optimization.clipValue);
        put(tree, "optimization", "weightDecay", optimization.weightDecay);
        put(tree, "optimization", "checkpointing", optimization.checkpointing);
        put(tree, "optimization", "minSnrGamma", optimization.minSnrGamma);
        put(tree, "optimization", "noiseOffset", optimization.noiseOffset);
        put(tree, "optimization", "strength", optimization.strength);
        put(tree, "saving", "runs", output.runs);
        put(tree, "saving", "cache", output.cache);
        put(tree, "saving", "every", output.saveEvery);
        put(tree, "saving", "csvEvery", output.csvEvery);
        put(tree, "saving", "tensorBoard", output.tensorBoard);
        put(tree, "preview", "every", output.previewEvery);
        put(tree, "preview", "negativePrompt", output.negative);
        put(tree, "preview", "steps", output.previewSteps);
        put(tree, "preview", "width", output.previewWidth);
        put(tree, "preview", "height", output.previewHeight);
        put(tree, "preview", "sampler", output.sampler);
        put(tree, "preview", "cfgScale", output.cfgScale);
        put(tree, "preview", "seed", output.previewSeed);
        if (output.prompts != null) {
            ArrayNode prompts = tree.withObject("/preview").putArray("prompts");
            output.prompts.forEach(prompts::add);
        }
        put(tree, "guard", "lowerRate", lowers());
        put(tree, "guard", "holdout", guards.holdout);
        put(tree, "guard", "holdoutEvery", guards.holdoutEvery);
        put(tree, "guard", "restarts", guards.restarts);
        put(tree, "guard", "previewNoise", guards.previewNoise);
        return tree;
    }

    /** A run is resumed from anywhere, so no path in its settings is relative. */
    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private @Nullable String template() {
        return data.template == null || CaptionTemplate.BUILT_IN.contains(data.template)
                ? data.template
                : absolute(Path.of(data.template));
    }

    private @Nullable Boolean lowers() {
        if (guards.guard == null) {
            return null;
        }
        return switch (guards.guard) {
            case "warn" -> false;
            case "lower" -> true;
            default -> throw new IllegalArgumentException("--guard: expected warn or lower, got " + guards.guard);
        };
    }

    private static void put(ObjectNode tree, String group, String field, @Nullable Object value) {
        if (value != null) {
            put(tree.withObject("/" + group), field, value);
        }
    }

    private static void put(ObjectNode tree, String field, @Nullable Object value) {
        if (value != null) {
            tree.set(field, JSON.valueToTree(value instanceof Path path ? absolute(path) : value));
        }
    }
}
