package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PreviewTextTest {
    @TempDir
    private Path folder;

    @Command
    private static final class Flags {
        @Mixin
        private final TrainingFlags flags = new TrainingFlags();
    }

    private ObjectNode preview(String text, String... more) throws IOException {
        Path picture = folder.resolve("cat.png");
        new GeneratedImage(new Picture(1, 1, new byte[3]), Infotext.parse(text), 0, 1).save(picture);
        Flags given = new Flags();
        new CommandLine(given).parseArgs(args("--preview-from=" + picture, more));
        return given.flags.changes().withObject("/preview");
    }

    private static String[] args(String first, String... more) {
        String[] all = new String[more.length + 1];
        all[0] = first;
        System.arraycopy(more, 0, all, 1, more.length);
        return all;
    }

    @Test
    void previewsAskForWhatThePictureWasMadeWith() throws IOException {
        ObjectNode preview = preview("a cat, <lora:fur:1> red <hypernet:oil:0.8>\nNegative prompt: blur\n"
                + "Steps: 12, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5.5, Seed: 42, Size: 128x64,"
                + " Model: gone, Denoising strength: 0.4, Clip skip: 2");
        assertThat(preview.toString())
                .isEqualTo("{\"prompts\":[\"a cat,  red\"],\"negativePrompt\":\"blur\",\"steps\":12,\"width\":128,"
                        + "\"height\":64,\"sampler\":\"DPM++ 2M Karras\",\"cfgScale\":5.5,\"seed\":42}");
    }

    @Test
    void flagsGoBeforeThePicture() throws IOException {
        ObjectNode preview = preview(
                "a cat\nSteps: 12, Sampler: Euler, CFG scale: 5, Size: 128x64",
                "--preview-prompt=a dog",
                "--preview-prompt=a fox",
                "--preview-steps=3",
                "--preview-every=7");
        assertThat(preview.toString())
                .isEqualTo("{\"prompts\":[\"a dog\",\"a fox\"],\"negativePrompt\":\"\",\"steps\":3,\"width\":128,"
                        + "\"height\":64,\"sampler\":\"Euler\",\"cfgScale\":5.0,\"every\":7}");
    }
}
