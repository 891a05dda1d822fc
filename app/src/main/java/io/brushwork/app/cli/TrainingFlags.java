package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.base.OptionException;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.infotext.Infotext;
import io.brushwork.training.TrainingOption;
import io.brushwork.training.TrainingOptionTable;
import io.brushwork.training.TrainingOptions;
import io.brushwork.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of training on a command line, made of the rows of {@link TrainingOptionTable}: here are their names only.
 * Those that were given count: what they change are the settings of a file, of the run that is resumed, or the defaults.
 */
record TrainingFlags(ParseResult given) {
    private static final String FOLDER = "--data";
    private static final String RUNS = "--runs-dir";
    private static final String PREVIEW_FROM = "--preview-from";
    /** The parameters of a picture's text that previews can use; the rest of the text may be anything. */
    private static final Set<String> TAKEN = Set.of("Steps", "Sampler", "Schedule type", "CFG scale", "Seed", "Size");

    /**
     * The names of one row's option.
     *
     * @param path of the row
     * @param names ours first; A1111's stand beside it where they differ
     * @param words what stands for true and false, of an option that is no plain flag
     */
    record Flag(String path, List<String> names, Map<String, Boolean> words) {
        String name() {
            return names.get(0);
        }

        TrainingOption<?> option() {
            return TrainingOptionTable.of(path);
        }

        boolean isPlain() {
            return option().kind() == TrainingOption.Kind.FLAG && words.isEmpty();
        }

        String label() {
            return words.isEmpty() ? option().label() : "warn|lower";
        }

        /** What holds without it, in the words of the command line. */
        String defaultText() {
            String text = option().defaultText();
            return words.entrySet().stream()
                    .filter(word -> (word.getValue() ? "yes" : "no").equals(text))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(text);
        }

        private OptionSpec spec() {
            OptionSpec.Builder spec =
                    OptionSpec.builder(names.toArray(String[]::new)).description(option().help() + shownDefault());
            if (isPlain()) {
                return spec.type(Boolean.class).arity("0").negatable(true).build();
            }
            spec.paramLabel(label()).arity("1");
            return option().kind() == TrainingOption.Kind.TEXTS
                    ? spec.type(List.class).auxiliaryTypes(String.class).build()
                    : spec.type(String.class).build();
        }

        private String shownDefault() {
            String text = defaultText();
            return text.isEmpty() || (isPlain() && text.equals("no")) ? "" : " Default: " + text + ".";
        }

        /** The JSON value of what picocli has read. */
        private JsonNode json(Object value) {
            if (value instanceof Boolean flag) {
                return BooleanNode.valueOf(flag);
            }
            if (value instanceof List<?> texts) {
                return JsonNodeFactory.instance
                        .arrayNode()
                        .addAll(texts.stream()
                                .map(text -> option().ofText(String.valueOf(text)))
                                .toList());
            }
            String text = String.valueOf(value);
            if (words.isEmpty()) {
                return option().ofText(text);
            }
            Boolean meant = words.get(text);
            if (meant == null) {
                throw new OptionException(path, "warn or lower", text);
            }
            return BooleanNode.valueOf(meant);
        }
    }

    /** Options that stand together in the help. */
    record Group(String heading, int order, List<Flag> flags) {}

    static final List<Group> GROUPS = List.of(
            new Group(
                    "Pictures and captions",
                    2,
                    List.of(
                            flag("data.folder", FOLDER, "--data-root"),
                            flag("data.width", "--width", "--training-width"),
                            flag("data.height", "--height", "--training-height"),
                            flag("data.fit", "--fit"),
                            flag("data.template", "--template", "--template-filename"),
                            flag("data.shuffleTags", "--shuffle-tags"),
                            flag("data.tagDropout", "--tag-drop-out"),
                            flag("data.latentSampling", "--latent-sampling", "--latent-sampling-method"),
                            flag("data.useWeight", "--use-weight"),
                            flag("data.flip", "--flip"),
                            flag("data.filenameWordRegex", "--filename-word-regex"),
                            flag("data.filenameJoinString", "--filename-join-string"),
                            flag("model.clipSkip", "--clip-skip"))),
            new Group(
                    "Optimisation",
                    3,
                    List.of(
                            flag("optimization.steps", "--steps"),
                            flag("optimization.learnRate", "--learn-rate"),
                            flag("optimization.batchSize", "--batch-size"),
                            flag("optimization.gradientSteps", "--gradient-steps", "--gradient-step"),
                            flag("optimization.clipMode", "--clip-grad-mode"),
                            flag("optimization.clipValue", "--clip-grad-value"),
                            flag("optimization.weightDecay", "--weight-decay"),
                            flag("optimization.checkpointing", "--checkpointing"),
                            flag("model.packing", "--packing"),
                            flag("optimization.minSnrGamma", "--min-snr-gamma"),
                            flag("optimization.noiseOffset", "--noise-offset"),
                            flag("optimization.strength", "--strength"),
                            flag("seed", "--seed"))),
            new Group(
                    "Copies and previews",
                    4,
                    List.of(
                            flag("saving.runs", RUNS, "--log-directory"),
                            flag("saving.cache", "--cache-dir"),
                            flag("saving.every", "--save-every", "--save-hypernetwork-every"),
                            flag("preview.every", "--preview-every", "--create-image-every"),
                            flag("preview.prompts", "--preview-prompt"),
                            flag("preview.negativePrompt", "--preview-negative-prompt"),
                            flag("preview.steps", "--preview-steps"),
                            flag("preview.width", "--preview-width"),
                            flag("preview.height", "--preview-height"),
                            flag("preview.sampler", "--preview-sampler", "--preview-sampler-name"),
                            flag("preview.cfgScale", "--preview-cfg-scale"),
                            flag("preview.seed", "--preview-seed"),
                            flag("saving.csvEvery", "--csv-every"),
                            flag("saving.tensorBoard", "--tensorboard"),
                            flag("model.keepVae", "--keep-vae"))),
            new Group(
                    "Guards",
                    5,
                    List.of(
                            new Flag("guard.lowerRate", List.of("--guard"), Map.of("warn", false, "lower", true)),
                            flag("guard.holdout", "--holdout"),
                            flag("guard.holdoutEvery", "--holdout-every"),
                            flag("guard.restarts", "--guard-restarts"),
                            flag("guard.previewNoise", "--preview-guard"))));

    private static Flag flag(String path, String... names) {
        return new Flag(path, Arrays.asList(names), Map.of());
    }

    private static Stream<Flag> flags() {
        return GROUPS.stream().flatMap(group -> group.flags().stream());
    }

    /** The flag of a field of the settings; empty where there is none. */
    static Optional<String> nameOf(String path) {
        return flags().filter(flag -> flag.path().equals(path)).map(Flag::name).findFirst();
    }

    /** Adds the options to a command. */
    static final class Options implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            if (command.findOption(FOLDER) == null) {
                GROUPS.forEach(group -> command.addArgGroup(spec(group)));
            }
            return command;
        }

        private static ArgGroupSpec spec(Group group) {
            ArgGroupSpec.Builder spec = ArgGroupSpec.builder()
                    .validate(false)
                    .heading("%n" + group.heading() + "%n")
                    .order(group.order());
            for (Flag flag : group.flags()) {
                spec.addArg(flag.spec());
                if (flag.path().equals("preview.every")) {
                    spec.addArg(previewFrom());
                }
            }
            return spec.build();
        }

        private static OptionSpec previewFrom() {
            return OptionSpec.builder(PREVIEW_FROM)
                    .paramLabel("PICTURE")
                    .arity("1")
                    .type(Path.class)
                    .description(
                            "Take what the options below say from the text of a PNG; those given here as well count.")
                    .build();
        }
    }

    /** The folder of pictures that was named, if any. */
    @Nullable
    Path folder() {
        String folder = given.matchedOptionValue(FOLDER, (String) null);
        return folder == null ? null : Path.of(folder);
    }

    /** The folder of runs that was named, if any. */
    @Nullable
    Path runs() {
        String runs = given.matchedOptionValue(RUNS, (String) null);
        return runs == null ? null : Path.of(runs);
    }

    /**
     * Options with what was given.
     *
     * @throws OptionException for a value that an option cannot have
     */
    TrainingOptions apply(TrainingOptions options) throws IOException {
        Path picture = given.matchedOptionValue(PREVIEW_FROM, (Path) null);
        TrainingOptions base = options;
        if (picture != null) {
            GenerationRequest request = request(RecordedPicture.read(picture).text());
            base = options.preview(p -> p.of(request));
        }
        return TrainingSettings.options(base, changes());
    }

    private static GenerationRequest request(Infotext text) {
        Map<String, String> parameters = new LinkedHashMap<>(text.parameters());
        parameters.keySet().retainAll(TAKEN);
        return GenerationRequest.of(new Infotext(text.prompt(), text.negativePrompt(), parameters));
    }

    private ObjectNode changes() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        flags().filter(flag -> given.hasMatchedOption(flag.name())).forEach(flag -> {
            int dot = flag.path().indexOf('.');
            ObjectNode group =
                    dot < 0 ? tree : tree.withObject("/" + flag.path().substring(0, dot));
            group.set(
                    flag.path().substring(dot + 1),
                    flag.json(given.matchedOption(flag.name()).getValue()));
        });
        return tree;
    }
}
