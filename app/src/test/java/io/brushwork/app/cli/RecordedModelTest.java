package io.brushwork.app.cli;

import io.brushwork.app.engine.PictureText;


import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.generation.GeneratedImage;
import io.brushwork.catalog.FileHash;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.infotext.Infotext;
import io.brushwork.files.picture.Picture;
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
        PictureText picture = new PictureText(Path.of("cat.png"), Infotext.parse("a cat"));
        return new RecordedModel(picture, "--model", "anime", hash);
    }

    @Test
    void theHashChoosesBetweenModelsOfOneName() throws IOException {
        ModelFolder models = ModelFolder.of(ModelKind.CHECKPOINT, folder);
        for (Path file : List.of(left, right)) {
            List<String> notices = new ArrayList<>();
            String hash = FileHash.shortHash(FileHash.sha256(file));
            assertThat(recorded(hash).find(models, notices::add)).isEqualTo(file);
            assertThat(notices).hasSize(1);
        }
    }

    @Test
    void withoutOneOfThatHashTheFlagAndThePictureAreNamed() {
        ModelFolder models = ModelFolder.of(ModelKind.CHECKPOINT, folder);
        for (String hash : List.of("0123456789", "")) {
            assertThatThrownBy(() -> recorded(hash).find(models, notice -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("--model: cat.png was made with \"anime\"; give another. ")
                    .hasMessageContaining("left/anime.ckpt, right/anime.ckpt");
        }
    }

    @Test
    void aVaeThatIsNotThereIsToldWithFlagAndPicture() throws IOException {
        Path picture = folder.resolve("cat.png");
        Infotext text = Infotext.parse("a cat\nSteps: 1, Seed: 1, Size: 64x64, VAE: gone.pt");
        new GeneratedImage(new Picture(1, 1, new byte[3]), text, 0, 1).save(picture);
        CommandRun run = CommandRun.small("generate", "--from=" + picture);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: --vae: " + picture + " was made with \"gone.pt\"; give another. ");
    }
}
