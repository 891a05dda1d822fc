package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.testing.Repository;
import io.brushwork.training.TrainingOptionTable;
import io.brushwork.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The manual's table of options is what the rows of the options say. */
class TrainingDocsTest {
    private static final Path MANUAL = Repository.file("docs/training.md");

    @Command(modelTransformer = TrainingFlags.Options.class)
    private static final class Flags {}

    @Test
    void theTableOfTheManualIsThatOfTheRows() throws IOException {
        List<String> table = Stream.concat(
                        Stream.of("| option | default | what |", "|---|---|---|"),
                        TrainingFlags.GROUPS.stream()
                                .flatMap(group -> group.flags().stream())
                                .map(TrainingDocsTest::row))
                .toList();
        List<String> lines = Files.readAllLines(MANUAL);
        int begin = lines.indexOf("### Options");
        List<String> written = lines.subList(begin, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(written).isEqualTo(table);
    }

    private static String row(TrainingFlags.Flag flag) {
        String shown = flag.isPlain()
                ? flag.name().replace("--", "--[no-]")
                : flag.name() + " " + flag.label().replace("|", "\\|");
        String others =
                flag.names().stream().skip(1).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `" + shown + "`" + (others.isEmpty() ? "" : " (" + others + ")") + " | " + flag.defaultText() + " | "
                + flag.option().help() + " |";
    }

    /** What only the model's flags and the command's own words say has no flag here. */
    @Test
    void eachRowHasAFlagButThoseOfTheModel() {
        assertThat(TrainingOptionTable.ALL.stream()
                        .filter(option -> TrainingFlags.nameOf(option.path()).isEmpty()))
                .extracting(option -> option.path())
                .containsExactly(
                        "hypernetwork",
                        "model.checkpoint",
                        "model.vae",
                        "model.prediction",
                        "model.device",
                        "model.dtype");
    }

    @Test
    void a1111sNamesAndNegationsWork() throws IOException {
        TrainingFlags flags = new TrainingFlags(new CommandLine(new Flags())
                .parseArgs(
                        "--data-root=pictures",
                        "--training-width=128",
                        "--gradient-step=2",
                        "--no-tensorboard",
                        "--flip",
                        "--guard=lower"));
        Path none = Path.of("");
        TrainingOptions options = flags.apply(TrainingOptions.of(none, none, none));
        assertThat(options.data().folder()).isEqualTo(Path.of("pictures"));
        assertThat(options.data().width()).isEqualTo(128);
        assertThat(options.optimization().gradientSteps()).isEqualTo(2);
        assertThat(options.saving().tensorBoard()).isFalse();
        assertThat(options.data().flip()).isTrue();
        assertThat(options.guard().lowerRate()).isTrue();
        assertThat(options.model().keepVae()).isTrue();
    }
}
