package io.brushwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.models.ModelFolder;
import io.brushwork.files.models.ModelKind;
import io.brushwork.files.picture.Infotext;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.testing.Golden;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The front door, from a file on the disk to pictures and back. */
class StableDiffusionTest {
    private static StableDiffusion sd;

    @TempDir
    private Path dir;

    @BeforeAll
    static void load() throws IOException {
        sd = StableDiffusion.load(ModelOptions.of(PocketCheckpoint.safetensors())
                .withHypernetworks(ModelFolder.of(ModelKind.HYPERNETWORK, Golden.file("hypernetworks"))));
    }

    @AfterAll
    static void free() {
        sd.close();
    }

    private static GenerationRequest.Builder small(String prompt) {
        return GenerationRequest.of(prompt).size(64, 64).steps(3).seed(7);
    }

    private static Picture draw(GenerationRequest request) throws IOException {
        return sd.generate(request, GenerationListener.NONE).images().get(0).picture();
    }

    @Test
    void aPictureCanBeMadeAgainFromItsInfotext() throws IOException {
        GenerationRequest request = small("a (cat:1.2), [dog] <hypernet:relu_ln:0.8> <hypernet:linear:-0.5:mid=0>")
                .negativePrompt("blurry, \"text\": none")
                .sampler(SamplerChoice.of("DPM++ 2S a Karras"))
                .cfgScale(5.5)
                .ensd(31337)
                .clipSkip(2)
                .tiling(true)
                .variation(3, 0.25)
                .build();
        GeneratedImage made =
                sd.generate(request, GenerationListener.NONE).images().get(0);
        Path file = dir.resolve("cat.png");
        made.save(file);
        String text = PngText.read(file).get(PngText.PARAMETERS);
        assertThat(text).isNotNull();
        Infotext read = Infotext.parse(String.valueOf(text));
        assertThat(read.hypernetHashes().keySet()).containsExactly("relu_ln", "linear");
        assertThat(draw(GenerationRequest.of(read)).rgb())
                .isEqualTo(made.picture().rgb());
        assertThat(Picture.read(file).rgb()).isEqualTo(made.picture().rgb());
    }

    @Test
    void aHiresPictureCanBeMadeAgainFromItsInfotext() throws IOException {
        GenerationRequest request = small("a cat <hypernet:relu_ln:1>")
                .hires(HiresFix.TWICE.withScale(1.5).withSteps(2).withPrompts("a dog", ""))
                .build();
        GeneratedImage made =
                sd.generate(request, GenerationListener.NONE).images().get(0);
        assertThat(made.picture().width()).isEqualTo(96);
        GenerationRequest again =
                GenerationRequest.of(Infotext.parse(made.infotext().format()));
        assertThat(draw(again).rgb()).isEqualTo(made.picture().rgb());
    }

    @Test
    void aPictureOfABatchEqualsThePictureOfItsSeed() throws IOException {
        List<GeneratedImage> batch = sd.generate(small("a cat").batch(2, 2).build(), GenerationListener.NONE)
                .images();
        assertThat(batch).extracting(GeneratedImage::seed).containsExactly(7L, 8L, 9L, 10L);
        Picture alone = draw(small("a cat").seed(10).build());
        assertThat(furthest(batch.get(3).picture(), alone)).isLessThanOrEqualTo(1);
        assertThat(furthest(batch.get(0).picture(), alone)).isGreaterThan(20);
    }

    @Test
    void sizesNeedNotBeMultiplesOf64() throws IOException {
        Picture picture = draw(small("a cat").size(72, 88).steps(1).build());
        assertThat(picture.width()).isEqualTo(72);
        assertThat(picture.height()).isEqualTo(88);
    }

    static List<Upscaler> upscalers() {
        return Upscaler.BUILT_IN;
    }

    @ParameterizedTest
    @MethodSource("upscalers")
    void hiresFixGivesTheSizeAskedFor(Upscaler upscaler) throws IOException {
        HiresFix hires = HiresFix.TWICE.withUpscaler(upscaler).withSteps(1).withSize(128, 72);
        Picture picture = draw(small("a cat").steps(2).hires(hires).build());
        assertThat(picture.width()).isEqualTo(128);
        assertThat(picture.height()).isEqualTo(72);
    }

    /** Compared at strength 0, because the autoencoder, being random, does not give a picture back. */
    @Test
    void anInitImageIsKeptAtLowStrengthAndLostAtFull() throws IOException {
        Picture init = draw(small("a castle").build());
        Picture kept = fromInit(init, 0);
        assertThat(meanDifference(fromInit(init, 0.2), kept)).isLessThan(meanDifference(fromInit(init, 1), kept));
    }

    private static Picture fromInit(Picture init, double denoisingStrength) throws IOException {
        InitImage start = new InitImage(init, denoisingStrength, InitImage.Fit.STRETCH);
        return draw(small("a cat").steps(10).init(start).build());
    }

    @ParameterizedTest
    @EnumSource(InitImage.Fit.class)
    void anInitImageOfAnotherSizeIsFitted(InitImage.Fit fit) throws IOException {
        Picture init = new Picture(50, 120, new byte[3 * 50 * 120]);
        Picture picture =
                draw(small("a cat").init(new InitImage(init, 0.5, fit)).build());
        assertThat(picture.width()).isEqualTo(64);
        assertThat(picture.height()).isEqualTo(64);
    }

    @Test
    void aHypernetworkOutsideItsStepsChangesNothing() throws IOException {
        Picture plain = draw(small("a cat").build());
        Picture nowhere =
                draw(small("a cat<hypernet:relu_ln:1:in=0,mid=0,out=0>").build());
        Picture never = draw(small("a cat<hypernet:relu_ln:1:steps=4-9>").build());
        Picture late = draw(small("a cat<hypernet:relu_ln:1:steps=3-3>").build());
        Picture always = draw(small("a cat<hypernet:relu_ln:1>").build());
        assertThat(nowhere.rgb()).isEqualTo(plain.rgb());
        assertThat(never.rgb()).isEqualTo(plain.rgb());
        assertThat(late.rgb()).isNotEqualTo(plain.rgb()).isNotEqualTo(always.rgb());
    }

    @Test
    void effectsSayWhichLayersWereTouched() throws IOException {
        GenerationResult result =
                sd.generate(small("a cat<hypernet:relu_ln:1:out=0>").build(), GenerationListener.NONE);
        assertThat(result.effects()).hasSize(1);
        assertThat(result.effects().get(0).sites()).hasSizeBetween(10, 31);
        assertThat(result.notices()).anyMatch(n -> n.contains("relu_ln was trained on pocket-sd1 [0123456789]"));
    }

    /** Heun calls the network twice a step; windows count steps all the same. */
    @Test
    void stepWindowsCountStepsAndNotCalls() throws IOException {
        GenerationRequest.Builder heun =
                small("a cat<hypernet:relu_ln:1:steps=1-3>").sampler(SamplerChoice.of("Heun"));
        GenerationRequest always = heun.build().with(r -> r.prompt("a cat<hypernet:relu_ln:1>"));
        assertThat(draw(heun.build()).rgb()).isEqualTo(draw(always).rgb());
    }

    @Test
    void aNetworkThatNeverActsIsReportedAllTheSame() throws IOException {
        GenerationResult result = sd.generate(
                small("a cat<hypernet:relu_ln:1:steps=7-9,in99=0><hypernet:linear:1:steps=2-2>")
                        .build(),
                GenerationListener.NONE);
        assertThat(result.effects()).extracting(HypernetworkEffect::name).containsExactly("relu_ln", "linear");
        assertThat(result.effects().get(0).sites()).isEmpty();
        assertThat(result.effects().get(1).sites()).hasSize(32);
        assertThat(result.notices()).anyMatch(n -> n.endsWith("this model has no attention in block in99"));
    }

    @Test
    void networksOfTheHiresPromptAreReportedAndRecorded() throws IOException {
        GenerationResult result = sd.generate(
                small("a cat<hypernet:relu_ln:1>")
                        .hires(HiresFix.TWICE.withSteps(1).withPrompts("a dog<hypernet:linear:1>", ""))
                        .build(),
                GenerationListener.NONE);
        assertThat(result.effects()).extracting(HypernetworkEffect::name).containsExactly("relu_ln", "linear");
        assertThat(result.images().get(0).infotext().hypernetHashes().keySet()).containsExactly("relu_ln", "linear");
    }

    @Test
    void commentsAreNoPartOfThePrompt() throws IOException {
        GeneratedImage image = sd.generate(
                        small("a cat # with a hat\n# <hypernet:none:1>\nasleep").build(), GenerationListener.NONE)
                .images()
                .get(0);
        assertThat(image.infotext().prompt()).isEqualTo("a cat \nasleep");
    }

    /** Paints over what it is given, and counts how often. */
    private record Painter(String label, byte grey) implements PostProcessor {
        @Override
        public Map<String, String> infotext() {
            return Map.of("Face restoration", label);
        }

        @Override
        public Picture process(Picture picture) {
            byte[] rgb = picture.rgb().clone();
            Arrays.fill(rgb, 0, rgb.length / 2, grey);
            rgb[0]++;
            return new Picture(picture.width(), picture.height(), rgb);
        }
    }

    @Test
    void picturesAreProcessedByWhatTheRequestNamesInItsOrder() throws IOException {
        ModelOptions options = ModelOptions.of(PocketCheckpoint.safetensors())
                .withPostProcessors(List.of(new Painter("Dark", (byte) 10), new Painter("Light", (byte) 90)));
        try (StableDiffusion mending = StableDiffusion.load(options)) {
            GenerationRequest request = small("a cat").steps(1).build();
            GeneratedImage plain = draw(mending, request);
            GeneratedImage light = draw(mending, request.with(r -> r.postProcessing(List.of("dark", "Light"))));
            GeneratedImage dark = draw(mending, request.with(r -> r.postProcessing(List.of("Light", "Dark"))));
            assertThat(plain.infotext().value("Face restoration")).isEmpty();
            assertThat(light.infotext().value("Face restoration")).contains("Light");
            assertThat(light.picture().rgb()).startsWith(91, 90);
            assertThat(dark.picture().rgb()).startsWith(11, 10);
            assertThat(Arrays.copyOfRange(dark.picture().rgb(), 3 * 64 * 32, 3 * 64 * 64))
                    .isEqualTo(Arrays.copyOfRange(plain.picture().rgb(), 3 * 64 * 32, 3 * 64 * 64));
            assertThatThrownBy(() -> draw(mending, request.with(r -> r.postProcessing(List.of("Blur")))))
                    .hasMessage("postProcessing: expected one of Dark, Light, got Blur");
        }
    }

    private static GeneratedImage draw(StableDiffusion model, GenerationRequest request) throws IOException {
        return model.generate(request, GenerationListener.NONE).images().get(0);
    }

    @Test
    void sizeAndGuidanceLeftToTheModelAreThoseItsFileAsksFor() throws IOException {
        GenerationRequest open = GenerationRequest.of("a cat").build();
        assertThat(sd.settle(open).guidance().cfgScale()).isEqualTo(7);
        Path file = dir.resolve("small.safetensors");
        PocketCheckpoint.copy(file, Map.of(ModelDefaults.SIDE_KEY, "128", ModelDefaults.CFG_SCALE_KEY, "2.5"));
        try (StableDiffusion small = StableDiffusion.load(ModelOptions.of(file))) {
            assertThat(small.settle(open).guidance().cfgScale()).isEqualTo(2.5);
            assertThat(small.settle(open).width()).isEqualTo(128);
            GenerationRequest said = open.with(request -> request.cfgScale(0));
            assertThat(small.settle(said).guidance().cfgScale()).isZero();
            GeneratedImage drawn = small.generate(small("a cat").build(), GenerationListener.NONE)
                    .images()
                    .get(0);
            assertThat(drawn.infotext().parameters()).containsEntry("CFG scale", "2.5");
        }
    }

    /** The number that stands for the model's own is no guidance that a picture was drawn with. */
    @Test
    void anInfotextNamesItsGuidance() {
        assertThatThrownBy(() -> GenerationRequest.of(
                        Infotext.parse("a cat\nSteps: 3, Sampler: Euler, CFG scale: -1, Seed: 1, Size: 64x64")))
                .hasMessage("CFG scale: expected 0 or more, got -1.0");
    }

    @Test
    void aClosedModelSaysSo() throws IOException {
        StableDiffusion closed = StableDiffusion.load(ModelOptions.of(PocketCheckpoint.safetensors()));
        closed.close();
        assertThatThrownBy(() -> closed.generate(small("a cat").build(), GenerationListener.NONE))
                .hasMessage("this model is closed");
        GenerationListener closing = step -> sd.close();
        assertThatThrownBy(() -> sd.generate(small("a cat").build(), closing))
                .hasMessage("a model cannot be closed by the listener of its own request");
    }

    @Test
    void theListenerHearsEveryStepAndCanStop() throws IOException {
        List<String> heard = new ArrayList<>();
        GenerationListener listener = step -> {
            heard.add(step.pass() + ":" + step.step() + "/" + step.steps() + " " + step.done() + "/" + step.total());
            assertThat(step.preview().get().width()).isEqualTo(8 * step.pass());
            if (step.done() == 5) {
                throw new CancellationException("enough");
            }
        };
        GenerationRequest request =
                small("a cat").hires(HiresFix.TWICE.withSteps(4)).build();
        assertThatThrownBy(() -> sd.generate(request, listener)).isInstanceOf(CancellationException.class);
        assertThat(heard).containsExactly("1:1/3 1/7", "1:2/3 2/7", "1:3/3 3/7", "2:1/4 4/7", "2:2/4 5/7");
        // The model is as good as before.
        assertThat(draw(small("a cat").build()).rgb())
                .isEqualTo(draw(small("a cat").build()).rgb());
    }

    @Test
    void whatCannotBeDoneIsSaidInOneSentence() {
        assertRefused(small("a cat<hypernet:relu:1>"), "relu_ln");
        assertRefused(small("a cat<hypernet:relu_ln:strong>"), "<hypernet:relu_ln:strong>");
        assertRefused(small("a cat").clipSkip(9), "clipSkip: expected 1 to 4");
        assertThatThrownBy(() -> small("a cat").size(100, 64).build())
                .hasMessage("width: expected a multiple of 8, 64 to 8192, got 100");
        assertThatThrownBy(() -> small("a cat").cfgScale(-2).build())
                .hasMessage("cfgScale: expected 0 to 100, or -1 for the model's own, got -2.0");
        assertThatThrownBy(() -> small("a cat").steps(-1).build()).hasMessage("steps: expected 1 to 150, got -1");
    }

    private static void assertRefused(GenerationRequest.Builder request, String words) {
        assertThatThrownBy(() -> draw(request.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    private static int furthest(Picture a, Picture b) {
        int furthest = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            furthest = Math.max(furthest, Math.abs((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF)));
        }
        return furthest;
    }

    private static double meanDifference(Picture a, Picture b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF));
        }
        return sum / a.rgb().length;
    }
}
