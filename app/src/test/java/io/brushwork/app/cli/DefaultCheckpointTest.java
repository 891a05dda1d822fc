package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Only names count here, so that the files are empty. */
class DefaultCheckpointTest {
    private static final String EMBEDDED = "taking the embedded model pocket (64x64, emoji drawings)";

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();
    private Path own;
    private Path other;
    private LauncherHome home;

    @BeforeEach
    void twoTrees() throws IOException {
        own = Files.createDirectories(folder.resolve("home/models/checkpoints"));
        other = Files.createDirectories(folder.resolve("other/checkpoints"));
        home = LauncherHome.at(folder.resolve("home"));
    }

    @AfterEach
    void leaveHome() {
        home.close();
    }

    private static Path put(Path checkpoints, String name) throws IOException {
        return Files.createFile(checkpoints.resolve(name));
    }

    private Path taken(String... flags) throws IOException {
        return named(null, flags);
    }

    private Path named(@Nullable String model, String... flags) throws IOException {
        return ModelFiles.checkpoint(model, CommandLine.populateCommand(new ModelsFlags(), flags), notices::add);
    }

    private String otherTree() {
        return "--models-dir=" + other.getParent();
    }

    @Test
    void theEmbeddedModelIsTakenWhereThereIsNoOther() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        assertThat(taken()).isEqualTo(pocket);
        assertThat(notices)
                .containsExactly(EMBEDDED + "; for a real one put a Stable Diffusion checkpoint into " + own
                        + " or name it: --model FILE");
    }

    @Test
    void theOnlyOtherCheckpointGoesBeforeTheEmbeddedModel() throws IOException {
        put(own, "pocket.safetensors");
        Path real = put(own, "real.ckpt");
        assertThat(taken()).isEqualTo(real);
        assertThat(notices)
                .containsExactly("taking the checkpoint " + real
                        + ", the only one besides the embedded model; --model FILE names another");
    }

    @Test
    void theOnlyCheckpointOfATreeIsTakenAlsoBesideALaunchersEmbeddedModel() throws IOException {
        put(own, "pocket.safetensors");
        Path real = put(other, "real.safetensors");
        assertThat(taken(otherTree())).isEqualTo(real);
        assertThat(notices)
                .containsExactly("taking the checkpoint " + real + ", the only one; --model FILE names another");
    }

    @Test
    void amongSeveralTheEmbeddedModelIsTakenAndTheOthersAreNamed() throws IOException {
        put(own, "a.safetensors");
        Path pocket = put(own, "pocket.safetensors");
        put(own, "z.ckpt");
        assertThat(taken()).isEqualTo(pocket);
        assertThat(notices).containsExactly(EMBEDDED + "; --model FILE names another: a.safetensors, z.ckpt");
    }

    @Test
    void ofManyOthersOnlyTheFirstAreNamed() throws IOException {
        put(own, "pocket.safetensors");
        for (int i = 1; i <= 7; i++) {
            put(own, i + ".ckpt");
        }
        taken();
        assertThat(notices)
                .containsExactly(
                        EMBEDDED + "; --model FILE names another: 1.ckpt, 2.ckpt, 3.ckpt, 4.ckpt, 5.ckpt, 2 more");
    }

    @Test
    void severalWithoutTheEmbeddedModelAreAnError() throws IOException {
        put(own, "pocket.safetensors");
        put(other, "a.ckpt");
        put(other, "b.ckpt");
        assertThatThrownBy(() -> taken(otherTree()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--model: there are several checkpoints, name one of a.ckpt, b.ckpt");
    }

    @Test
    void aTreeWithoutCheckpointsGivesTheLaunchersEmbeddedModel() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        put(own, "real.ckpt");
        assertThat(taken(otherTree())).isEqualTo(pocket);
        assertThat(notices)
                .containsExactly("no checkpoint is in " + other.getParent() + "; " + EMBEDDED
                        + "; for a real one put a Stable Diffusion checkpoint into " + other
                        + " or name it: --model FILE");
    }

    @Test
    void withoutAnyCheckpointTheUserIsToldHowToGetOne() {
        assertThatThrownBy(() -> taken(otherTree()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--model: no checkpoint is in " + other.getParent()
                        + "; give one, such as --model model.safetensors, or put one into " + other);
    }

    @Test
    void withoutATreeTheUserIsToldWhereOneCanLie() {
        home.close();
        home = LauncherHome.at(folder.resolve("nowhere"));
        assertThatThrownBy(this::taken)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--model: give a checkpoint, such as --model model.safetensors, or put one into "
                        + folder.resolve("nowhere/models/checkpoints"));
    }

    @Test
    void theEmbeddedModelHasItsNameInEveryTreeWithoutANotice() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        put(other, "real.ckpt");
        assertThat(named("pocket", otherTree())).isEqualTo(pocket);
        Path theirs = put(other, "pocket.ckpt");
        assertThat(named("pocket", otherTree())).isEqualTo(theirs);
        assertThat(notices).isEmpty();
    }
}
