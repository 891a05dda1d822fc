package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class PreviewTextTest {
    @TempDir
    private Path folder;

    @Command(modelTransformer = TrainingFlags.Options.class)
    private static final class Flags {}

    private TrainingOptions.Preview preview(String text, String... more) throws IOException {
        Path picture = folder.resolve("cat.png");
        new GeneratedImage(new Picture(1, 1, new byte[3]), Infotext.parse(text), 0, 1).save(picture);
        String[] args = Stream.concat(Stream.of("--preview-from=" + picture), Stream.of(more))
                .toArray(String[]::new);
        TrainingFlags flags = new TrainingFlags(new CommandLine(new Flags()).parseArgs(args));
        return flags.apply(TrainingOptions.of(Path.of("oil.pt"), Path.of("model.pt"), Path.of("data")))
                .preview();
    }

    @Test
    void previewsAskForWhatThePictureWasMadeWith() throws IOException {
        assertThat(preview("a cat, <lora:fur:1> red <hypernet:oil:0.8>\nNegative prompt: blur\n"
                        + "Steps: 12, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5.5, Seed: 42, Size: 128x64,"
                        + " Model: gone, Denoising strength: 0.4, Clip skip: 2"))
                .isEqualTo(new TrainingOptions.Preview(
                        500,
                        List.of("a cat,  red"),
                        "blur",
                        12,
                        SamplerChoice.of("DPM++ 2M Karras"),
                        5.5,
                        42,
                        128,
                        64));
    }

    @Test
    void flagsGoBeforeThePicture() throws IOException {
        assertThat(preview(
                        "a cat\nSteps: 12, Sampler: Euler, CFG scale: 5, Size: 128x64",
                        "--preview-prompt=a dog",
                        "--preview-prompt=a fox",
                        "--preview-steps=3",
                        "--preview-every=7"))
                .isEqualTo(new TrainingOptions.Preview(
                        7, List.of("a dog", "a fox"), "", 3, SamplerChoice.of("Euler"), 5, 1, 128, 64));
    }
}
