package io.brushwork.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only names count here, so that the files are empty. */
class DefaultCheckpointTest {
    private static final String EMBEDDED = "taking the embedded model pocket (64x64, emoji drawings)";

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();
    private Path own;
    private Path other;

    @BeforeEach
    void twoTrees() throws IOException {
        own = Files.createDirectories(folder.resolve("home/models/checkpoints"));
        other = Files.createDirectories(folder.resolve("other/checkpoints"));
    }

    private static Path put(Path checkpoints, String name) throws IOException {
        return Files.createFile(checkpoints.resolve(name));
    }

    private Path taken(Path checkpoints) throws IOException {
        return named(null, checkpoints);
    }

    private Path named(@Nullable String model, Path checkpoints) throws IOException {
        Path tree = Objects.requireNonNull(checkpoints.getParent());
        Path embedded = EmbeddedModel.in(folder.resolve("home/models")).orElse(null);
        ModelTree open = Files.isDirectory(tree) ? ModelTree.open(tree) : null;
        return ModelSelection.checkpoint(
                new ModelCatalog(open, tree, List.of(), embedded, folder.resolve("hashes.json")), model, notices::add);
    }

    @Test
    void theEmbeddedModelIsTakenWhereThereIsNoOther() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        assertThat(taken(own)).isEqualTo(pocket);
        assertThat(notices)
                .containsExactly(
                        EMBEDDED + "; for a real one put a Stable Diffusion checkpoint into " + own + ", or name it");
    }

    @Test
    void theOnlyOtherCheckpointGoesBeforeTheEmbeddedModel() throws IOException {
        put(own, "pocket.safetensors");
        Path real = put(own, "real.ckpt");
        assertThat(taken(own)).isEqualTo(real);
        assertThat(notices)
                .containsExactly("taking the checkpoint " + real
                        + ", the only one besides the embedded model; another can be named");
    }

    @Test
    void theOnlyCheckpointOfATreeIsTakenAlsoBesideALaunchersEmbeddedModel() throws IOException {
        put(own, "pocket.safetensors");
        Path real = put(other, "real.safetensors");
        assertThat(taken(other)).isEqualTo(real);
        assertThat(notices).containsExactly("taking the checkpoint " + real + ", the only one; another can be named");
    }

    @Test
    void amongSeveralTheEmbeddedModelIsTakenAndTheOthersAreNamed() throws IOException {
        put(own, "a.safetensors");
        Path pocket = put(own, "pocket.safetensors");
        put(own, "z.ckpt");
        assertThat(taken(own)).isEqualTo(pocket);
        assertThat(notices).containsExactly(EMBEDDED + "; others can be named: a.safetensors, z.ckpt");
    }

    @Test
    void ofManyOthersOnlyTheFirstAreNamed() throws IOException {
        put(own, "pocket.safetensors");
        for (int i = 1; i <= 7; i++) {
            put(own, i + ".ckpt");
        }
        taken(own);
        assertThat(notices)
                .containsExactly(EMBEDDED + "; others can be named: 1.ckpt, 2.ckpt, 3.ckpt, 4.ckpt, 5.ckpt, 2 more");
    }

    @Test
    void severalWithoutTheEmbeddedModelAreAnError() throws IOException {
        put(own, "pocket.safetensors");
        put(other, "a.ckpt");
        put(other, "b.ckpt");
        assertThatThrownBy(() -> taken(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: expected one of a.ckpt, b.ckpt, got none");
    }

    @Test
    void aTreeWithoutCheckpointsGivesTheLaunchersEmbeddedModel() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        put(own, "real.ckpt");
        assertThat(taken(other)).isEqualTo(pocket);
        assertThat(notices)
                .containsExactly("no checkpoint is in " + other.getParent() + "; " + EMBEDDED
                        + "; for a real one put a Stable Diffusion checkpoint into " + other + ", or name it");
    }

    @Test
    void withoutAnyCheckpointTheUserIsToldHowToGetOne() {
        assertThatThrownBy(() -> taken(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: expected a checkpoint by name, or one in " + other + ", got none");
    }

    @Test
    void withoutATreeTheUserIsToldWhereOneCanLie() {
        Path nowhere = folder.resolve("nowhere/models/checkpoints");
        assertThatThrownBy(() -> taken(nowhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: expected a checkpoint by name, or one in " + nowhere + ", got none");
    }

    @Test
    void theEmbeddedModelHasItsNameInEveryTreeWithoutANotice() throws IOException {
        Path pocket = put(own, "pocket.safetensors");
        put(other, "real.ckpt");
        assertThat(named("pocket", other)).isEqualTo(pocket);
        Path theirs = put(other, "pocket.ckpt");
        assertThat(named("pocket", other)).isEqualTo(theirs);
        assertThat(notices).isEmpty();
    }
}
