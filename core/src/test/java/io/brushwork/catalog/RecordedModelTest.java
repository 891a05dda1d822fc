package io.brushwork.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedModelTest {
    @TempDir
    private Path folder;

    private Path left;
    private Path right;

    @BeforeEach
    void twoOfOneName() throws IOException {
        left = Files.writeString(Files.createDirectory(folder.resolve("left")).resolve("anime.ckpt"), "left");
        right = Files.writeString(Files.createDirectory(folder.resolve("right")).resolve("anime.ckpt"), "right");
    }

    private RecordedModel recorded(String hash) {
        return new RecordedModel(Path.of("cat.png"), "model", "anime", hash);
    }

    private HashCache hashes() {
        return new HashCache(folder.resolve("hashes.json"));
    }

    @Test
    void theHashChoosesBetweenModelsOfOneName() throws IOException {
        ModelFolder models = ModelFolder.of(ModelKind.CHECKPOINT, folder);
        for (Path file : List.of(left, right)) {
            List<String> notices = new ArrayList<>();
            String hash = FileHash.shortHash(FileHash.sha256(file));
            assertThat(recorded(hash).find(models, hashes(), notices::add)).isEqualTo(file);
            assertThat(notices).hasSize(1);
        }
    }

    @Test
    void withoutOneOfThatHashTheFlagAndThePictureAreNamed() {
        ModelFolder models = ModelFolder.of(ModelKind.CHECKPOINT, folder);
        for (String hash : List.of("0123456789", "")) {
            assertThatThrownBy(() -> recorded(hash).find(models, hashes(), notice -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "model: expected \"anime\", with which cat.png was made, or another by name, got none: ")
                    .hasMessageContaining("left/anime.ckpt, right/anime.ckpt");
        }
    }
}
