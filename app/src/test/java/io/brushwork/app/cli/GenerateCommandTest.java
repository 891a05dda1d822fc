package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.infotext.Infotext;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
    @TempDir
    private Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static Infotext text(Path picture) throws IOException {
        return Infotext.parse(PngText.read(picture).get(PngText.PARAMETERS));
    }

    @Test
    void writesAPictureThatSaysHowItWasMade() throws IOException {
        Path cat = file("new/cat.png");
        CommandRun run = CommandRun.small(
                "generate", "a cat <hypernet:relu_ln:0.5>", "--negative-prompt=dog", "--seed=7", "--out=" + cat);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(cat.toString());
        assertThat(run.err())
                .contains("step 2/2")
                .containsPattern(
                        "hypernetwork relu_ln \\(\\w{10}\\): touched \\d+ layers \\(in [\\d,-]+; mid; out [\\d,-]+\\)")
                .contains("1 picture in");
        Infotext text = text(cat);
        assertThat(text.prompt()).isEqualTo("a cat <hypernet:relu_ln:0.5>");
        assertThat(text.negativePrompt()).isEqualTo("dog");
        assertThat(text.parameters())
                .containsEntry("Seed", "7")
                .containsEntry("Steps", "2")
                .containsEntry("Size", "64x64")
                .containsEntry("Model", "pocket-sd1");
        assertThat(text.hypernetHashes()).containsOnlyKeys("relu_ln");
    }

    @Test
    void allFlagsReachTheRequest() throws IOException {
        Path cat = file("cat.png");
        CommandRun run = CommandRun.small(
                "generate",
                "a cat",
                "--seed=3",
                "--sampler=DPM++ 2M Karras",
                "--cfg-scale=5.5",
                "--clip-skip=2",
                "--rng=nv",
                "--tiling",
                "--emphasis=No norm",
                "--subseed=9",
                "--subseed-strength=0.25",
                "--hires=2",
                "--hires-steps=1",
                "--hires-upscaler=Latent (bicubic)",
                "--hires-sampler=Euler",
                "--hires-schedule=Exponential",
                "--hires-prompt=a dog",
                "--hires-negative-prompt=a cow",
                "--denoising-strength=0.6",
                "--out=" + cat);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(text(cat).parameters())
                .containsEntry("Sampler", "DPM++ 2M")
                .containsEntry("Schedule type", "Karras")
                .containsEntry("CFG scale", "5.5")
                .containsEntry("Clip skip", "2")
                .containsEntry("RNG", "NV")
                .containsEntry("Tiling", "True")
                .containsEntry("Emphasis", "No norm")
                .containsEntry("Variation seed", "9")
                .containsEntry("Variation seed strength", "0.25")
                .containsEntry("Hires upscale", "2")
                .containsEntry("Hires steps", "1")
                .containsEntry("Hires upscaler", "Latent (bicubic)")
                .containsEntry("Hires sampler", "Euler")
                .containsEntry("Hires schedule type", "Exponential")
                .containsEntry("Hires prompt", "a dog")
                .containsEntry("Hires negative prompt", "a cow")
                .containsEntry("Denoising strength", "0.6");
        assertThat(Picture.read(cat).width()).isEqualTo(128);
    }

    @Test
    void aPictureIsMadeAgainFromItselfAndFlagsOverrideIt() throws IOException {
        Path first = file("first.png");
        Path again = file("again.png");
        CommandRun.small("generate", "a cat <hypernet:linear:0.7>", "--seed=5", "--tiling", "--out=" + first);
        CommandRun run = CommandRun.of(
                "generate",
                "--from=" + first,
                "--model=" + PocketCheckpoint.safetensors(),
                "--hypernet-dir=" + PocketCheckpoint.hypernetworks(),
                "--out=" + again);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Picture.read(again).rgb()).isEqualTo(Picture.read(first).rgb());
        assertThat(text(again)).isEqualTo(text(first));
        assertThat(run.err()).doesNotContain("was made with");

        CommandRun changed = CommandRun.small("generate", "a dog", "--from=" + first, "--steps=1", "--out=" + again);
        assertThat(changed.exitCode()).as(changed.err()).isZero();
        assertThat(text(again).prompt()).isEqualTo("a dog");
        assertThat(text(again).parameters()).containsEntry("Steps", "1").containsEntry("Seed", "5");
    }

    @Test
    void anotherModelOrNetworkThanThePicturesIsSaid() {
        String pairs = "a\nSteps: 2, Seed: 1, Model hash: %s, Size: 64x64,"
                + " Hypernet hashes: \"oil: aaaaaaaaaa, ink: bbbbbbbbbb\"";
        ModelIdentity model = new ModelIdentity("m", "9876543210", "87654321", "", "", ModelDefaults.NONE);
        Map<String, String> networks = Map.of("oil", "cccccccccc", "ink", "bbbbbbbbbb");
        RecordedPicture other = new RecordedPicture(file("a.png"), Infotext.parse(String.format(pairs, "0123456789")));
        assertThat(other.differences(model, networks))
                .containsExactly(
                        "another model: the picture was made with 0123456789, this one is made with 9876543210",
                        "another hypernetwork oil: the picture was made with aaaaaaaaaa,"
                                + " this one is made with cccccccccc");
        RecordedPicture old = new RecordedPicture(file("a.png"), Infotext.parse(String.format(pairs, "87654321")));
        assertThat(old.differences(model, Map.of("oil", "aaaaaaaaaa"))).isEmpty();
    }

    @Test
    void anotherNetworkIsSaidBeforeDrawing() throws IOException {
        Path first = file("first.png");
        Path networks = Files.createDirectory(file("networks"));
        Path ink = networks.resolve("ink.pt");
        Files.copy(PocketCheckpoint.hypernetworks().resolve("linear.pt"), ink);
        CommandRun.small(
                "generate", "a cat <hypernet:ink>", "--steps=1", "--hypernet-dir=" + networks, "--out=" + first);
        Files.copy(PocketCheckpoint.hypernetworks().resolve("relu_ln.pt"), ink, StandardCopyOption.REPLACE_EXISTING);
        CommandRun run = CommandRun.small(
                "generate", "--from=" + first, "--hypernet-dir=" + networks, "--out=" + file("again.png"));
        assertThat(run.err()).contains("notice: another hypernetwork ink: the picture was made with ");
        assertThat(run.err().indexOf("notice: another")).isLessThan(run.err().indexOf("step "));
    }

    @Test
    void eventsAreOneJsonObjectALine() throws IOException {
        Path cat = file("cat.png");
        CommandRun run = CommandRun.small("generate", "a cat <hypernet:linear>", "--seed=1", "--json", "--out=" + cat);
        List<JsonNode> events = run.events();
        assertThat(events.stream().map(event -> event.path("event").asText()).distinct())
                .containsExactlyInAnyOrder("notice", "step", "image", "hypernetwork", "done");
        JsonNode image = events.stream()
                .filter(event -> event.path("event").asText().equals("image"))
                .findFirst()
                .orElseThrow();
        assertThat(image.path("file").asText()).isEqualTo(cat.toString());
        assertThat(image.path("seed").asLong()).isEqualTo(1);
        assertThat(Infotext.parse(image.path("infotext").asText())).isEqualTo(text(cat));
        JsonNode network = events.stream()
                .filter(event -> event.path("event").asText().equals("hypernetwork"))
                .findFirst()
                .orElseThrow();
        assertThat(network.path("layers").asInt()).isPositive();
        assertThat(network.path("sites")).hasSize(network.path("layers").asInt());
        assertThat(network.path("sites").get(0).asText()).matches("in\\d+\\.0\\.(self|cross)");
        assertThat(network.path("meanEffect").asDouble()).isPositive();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aFolderNumbersPicturesAndAFileNameIsCountedUp() throws IOException {
        Path pictures = file("pictures");
        CommandRun run = CommandRun.small(
                "generate", "a cat", "--seed=8", "--batch-size=2", "--batch-count=2", "--out=" + pictures);
        assertThat(run.out().lines().map(line -> Path.of(line).getFileName().toString()))
                .containsExactly("00000-8.png", "00001-9.png", "00002-10.png", "00003-11.png");
        CommandRun named =
                CommandRun.small("generate", "a cat", "--seed=8", "--batch-count=2", "--out=" + file("cat.png"));
        assertThat(named.out().lines().map(line -> Path.of(line).getFileName().toString()))
                .containsExactly("cat-0001.png", "cat-0002.png");
        assertThat(text(file("cat-0002.png")).parameters()).containsEntry("Seed", "9");
    }

    @Test
    void aPictureStartsFromAnother() throws IOException {
        Path first = file("first.png");
        Path second = file("second.png");
        CommandRun.small("generate", "a cat", "--seed=1", "--out=" + first);
        CommandRun run = CommandRun.small(
                "generate",
                "a dog",
                "--init-image=" + first,
                "--resize-mode=crop",
                "--denoising-strength=0.5",
                "--seed=2",
                "--preview=" + file("preview.png"),
                "--out=" + second);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(text(second).parameters()).containsEntry("Denoising strength", "0.5");
        assertThat(Picture.read(file("preview.png")).width()).isEqualTo(64);
        Path again = file("again.png");
        CommandRun.small(
                "generate", "--from=" + second, "--init-image=" + first, "--resize-mode=crop", "--out=" + again);
        assertThat(Picture.read(again).rgb()).isEqualTo(Picture.read(second).rgb());
    }

    @Test
    void modelsAreFoundByNameInATree() throws IOException {
        Path checkpoints = Files.createDirectories(file("models/checkpoints"));
        Files.createSymbolicLink(checkpoints.resolve("Tiny.safetensors"), PocketCheckpoint.safetensors());
        Path vae = Files.createDirectories(file("models/vae")).resolve("Tiny.vae.safetensors");
        Files.createSymbolicLink(vae, PocketCheckpoint.safetensors());
        String tree = "--models-dir=" + file("models");
        for (String[] named : new String[][] {{}, {"--model=tiny"}}) {
            CommandRun run = CommandRun.of(Stream.concat(
                            Stream.of("generate", "a cat", tree, "--width=64", "--height=64", "--steps=1"),
                            Stream.concat(Stream.of("--out=" + file("cat.png")), Stream.of(named)))
                    .toArray(String[]::new));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(text(file("cat.png")).parameters()).containsEntry("Model", "Tiny");
            assertThat(run.err()).contains("notice: taking the VAE " + vae + ", which has the checkpoint's name");
            assertThat(run.err().contains("notice: no checkpoint is named \"tiny\""))
                    .isEqualTo(named.length > 0);
        }
    }

    @Test
    void withoutAModelTheEmbeddedOneDrawsInItsOwnSizeAndIsNamed() throws IOException {
        Path cat = file("cat.png");
        try (LauncherHome home = LauncherHome.withModel(folder)) {
            CommandRun run = CommandRun.of("generate", "a cat", "--steps=1", "--seed=1", "--out=" + cat);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).contains(home.notice());
            CommandRun json = CommandRun.of("generate", "a cat", "--steps=1", "--json", "--out=" + file("b.png"));
            assertThat(json.events().stream()
                            .filter(event -> event.path("event").asText().equals("notice"))
                            .map(event -> "notice: " + event.path("text").asText()))
                    .contains(home.notice());
            assertThat(json.err()).isEmpty();
        }
        assertThat(Picture.read(cat).width()).isEqualTo(64);
        assertThat(Picture.read(cat).height()).isEqualTo(64);
        assertThat(text(cat).parameters()).containsEntry("Model", "pocket");
    }

    @Test
    void aPictureOfTheEmbeddedModelIsMadeAgainWithAnyTree() throws IOException {
        Path cat = file("cat.png");
        Path again = file("again.png");
        String tree = "--models-dir=" + Files.createDirectory(file("empty"));
        try (LauncherHome home = LauncherHome.withModel(folder)) {
            CommandRun first = CommandRun.of("generate", "a cat", "--steps=1", "--seed=1", tree, "--out=" + cat);
            assertThat(first.err()).contains("notice: no checkpoint is in " + file("empty") + "; taking the embedded");
            CommandRun run = CommandRun.of("generate", "--from=" + cat, tree, "--out=" + again);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).doesNotContain(home.notice());
        }
        assertThat(Picture.read(again).rgb()).isEqualTo(Picture.read(cat).rgb());
    }

    @Test
    void aVaeThatIsNotThereIsToldWithFlagAndPicture() throws IOException {
        Path picture = file("cat.png");
        Infotext text = Infotext.parse("a cat\nSteps: 1, Seed: 1, Size: 64x64, VAE: gone.pt");
        new GeneratedImage(new Picture(1, 1, new byte[3]), text, 0, 1).save(picture);
        CommandRun run = CommandRun.small("generate", "--from=" + picture);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("error: --vae: expected \"gone.pt\", with which " + picture
                        + " was made, or another by name, got none: ");
    }
}
