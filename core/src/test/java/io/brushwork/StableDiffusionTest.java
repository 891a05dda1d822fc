package io.brushwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.GenerationStep;
import io.brushwork.generation.HiresFix;
import io.brushwork.generation.InitImage;
import io.brushwork.generation.PostProcessor;
import io.brushwork.generation.Upscaler;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.infotext.Infotext;
import io.brushwork.job.JobListener;
import io.brushwork.job.Stop;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.tensor.Compute;
import io.brushwork.testing.Golden;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        return sd.generate(request).images().get(0).picture();
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
        GeneratedImage made = sd.generate(request).images().get(0);
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
        GeneratedImage made = sd.generate(request).images().get(0);
        assertThat(made.picture().width()).isEqualTo(96);
        GenerationRequest again =
                GenerationRequest.of(Infotext.parse(made.infotext().format()));
        assertThat(draw(again).rgb()).isEqualTo(made.picture().rgb());
    }

    @Test
    void aPictureOfABatchEqualsThePictureOfItsSeed() throws IOException {
        List<GeneratedImage> batch =
                sd.generate(small("a cat").batch(2, 2).build()).images();
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
                sd.generate(small("a cat<hypernet:relu_ln:1:out=0>").build());
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
        GenerationResult result =
                sd.generate(small("a cat<hypernet:relu_ln:1:steps=7-9,in99=0><hypernet:linear:1:steps=2-2>")
                        .build());
        assertThat(result.effects()).extracting(HypernetworkEffect::name).containsExactly("relu_ln", "linear");
        assertThat(result.effects().get(0).sites()).isEmpty();
        assertThat(result.effects().get(1).sites()).hasSize(32);
        assertThat(result.notices()).anyMatch(n -> n.endsWith("this model has no attention in block in99"));
    }

    @Test
    void networksOfTheHiresPromptAreReportedAndRecorded() throws IOException {
        GenerationResult result = sd.generate(small("a cat<hypernet:relu_ln:1>")
                .hires(HiresFix.TWICE.withSteps(1).withPrompts("a dog<hypernet:linear:1>", ""))
                .build());
        assertThat(result.effects()).extracting(HypernetworkEffect::name).containsExactly("relu_ln", "linear");
        assertThat(result.images().get(0).infotext().hypernetHashes().keySet()).containsExactly("relu_ln", "linear");
    }

    @Test
    void commentsAreNoPartOfThePrompt() throws IOException {
        GeneratedImage image = sd.generate(
                        small("a cat # with a hat\n# <hypernet:none:1>\nasleep").build())
                .images()
                .get(0);
        assertThat(image.infotext().prompt()).isEqualTo("a cat \nasleep");
    }

    /** Paints the upper half grey. */
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
        return model.generate(request).images().get(0);
    }

    @Test
    void sizeAndGuidanceLeftToTheModelAreThoseItsFileAsksFor() throws IOException {
        GenerationRequest open =
                GenerationRequest.of("a cat").steps(1).size(64, 64).build();
        assertThat(sd.generate(open).request().guidance().cfgScale()).isEqualTo(7);
        Path file = dir.resolve("small.safetensors");
        PocketCheckpoint.copy(file, Map.of(ModelDefaults.SIDE_KEY, "128", ModelDefaults.CFG_SCALE_KEY, "2.5"));
        try (StableDiffusion small = StableDiffusion.load(file)) {
            GenerationResult result = small.generate(open.with(request -> request.size(0, 0)));
            assertThat(result.request().guidance().cfgScale()).isEqualTo(2.5);
            assertThat(result.request().width()).isEqualTo(128);
            assertThat(result.images().get(0).infotext().parameters()).containsEntry("CFG scale", "2.5");
            GenerationRequest said = open.with(request -> request.cfgScale(0));
            assertThat(small.generate(said).request().guidance().cfgScale()).isZero();
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
        assertThatThrownBy(() -> closed.generate(small("a cat").build())).hasMessage("this model is closed");
        JobListener closing = event -> sd.close();
        assertThatThrownBy(() -> sd.generate(small("a cat").build(), closing))
                .hasMessage("a model cannot be closed by the listener of its own request");
    }

    @Test
    void theListenerHearsEveryStepAndCanStop() throws IOException {
        List<String> heard = new ArrayList<>();
        JobListener listener = event -> {
            if (event instanceof GenerationStep step) {
                heard.add(
                        step.pass() + ":" + step.step() + "/" + step.steps() + " " + step.done() + "/" + step.total());
                assertThat(step.preview().get().width()).isEqualTo(8 * step.pass());
                if (step.done() == 5) {
                    throw new CancellationException("enough");
                }
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

    /** Of two batches of one picture; the wish is uttered once, after step 2 of the first. */
    @ParameterizedTest
    @CsvSource({
        "NONE, 2, false, 6",
        "SKIP, 2, false, 5",
        "AFTER_STEP, 1, true, 2",
        "AFTER_IMAGE, 1, true, 3",
        "NOW, 0, true, 2"
    })
    void aJobCanBeStoppedInFiveWays(Stop stop, int images, boolean stopped, int steps) throws IOException {
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        JobListener listener = JobListener.of(
                event -> heard.addAndGet(event instanceof GenerationStep ? 1 : 0),
                () -> asked.incrementAndGet() == 2 ? stop : Stop.NONE);
        GenerationResult result = sd.generate(small("a cat").batch(1, 2).build(), listener);
        assertThat(result.images()).hasSize(images);
        assertThat(result.stopped()).isEqualTo(stopped);
        assertThat(heard).hasValue(steps);
        if (images > 0) {
            // A picture that was cut short is what it had come to, not what it would have become.
            boolean whole = !stop.endsBatch();
            byte[] first = result.images().get(0).picture().rgb();
            assertThat(Arrays.equals(first, draw(small("a cat").build()).rgb())).isEqualTo(whole);
        }
    }

    @Test
    void aPictureCutShortInItsFirstPassGetsNoSecond() throws IOException {
        JobListener listener = JobListener.of(event -> {}, () -> Stop.AFTER_STEP);
        GenerationResult result =
                sd.generate(small("a cat").hires(HiresFix.TWICE).build(), listener);
        assertThat(result.images()).hasSize(1);
        assertThat(result.images().get(0).picture().width()).isEqualTo(64);
    }

    @Test
    void theResultHoldsTheRequestThatMakesItAgain() throws IOException {
        GenerationResult result =
                sd.generate(small("a cat").seed(-1).variation(-1, 0.3).build());
        assertThat(result.request().seed()).isNotNegative();
        assertThat(result.request().subseed()).isNotNegative();
        assertThat(draw(result.request()).rgb())
                .isEqualTo(result.images().get(0).picture().rgb());
    }

    @Test
    void aLoadedNetworkActsAsOneThatThePromptNames() throws IOException {
        Path file = Golden.file("hypernetworks").resolve("relu_ln.pt");
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            GeneratedImage image = sd.generate(
                            small("a cat").hypernetwork(network, 0.8).build())
                    .images()
                    .get(0);
            assertThat(image.picture().rgb())
                    .isEqualTo(
                            draw(small("<hypernet:relu_ln:0.8>a cat").build()).rgb());
            assertThat(image.infotext().prompt()).isEqualTo("<hypernet:relu_ln:0.8>a cat");
            assertThat(image.infotext().hypernetHashes()).containsKey("relu_ln");
        }
    }

    @Test
    void whatNoMachineCouldDrawIsRefusedWhenItIsAskedFor() {
        assertThatThrownBy(() -> HiresFix.TWICE.withSize(8_000_000, 8_000_000))
                .hasMessage("hires.width: expected 0 or a multiple of 8, 64 to 8192, got 8000000");
        assertThatThrownBy(() -> small("a cat").seedResize(-3, 5).build())
                .hasMessage("seedResize: expected multiples of 8 from 64 to 8192, or 0x0 for none, got -3x5");
        assertThatThrownBy(() -> small("x".repeat(200_001)).build())
                .hasMessage("prompt: expected at most 200000 characters, got 200001 of them");
        assertRefused(
                small("a cat").size(4096, 4096).hires(HiresFix.TWICE.withScale(4)),
                "hires: expected a result of at most 8192 pixels a side, got 16384x16384");
    }

    @Test
    void whatCannotBeDoneIsSaidInOneSentence() {
        assertRefused(small("a cat<hypernet:relu:1>"), "relu_ln");
        assertRefused(small("a cat<hypernet:relu_ln:strong>"), "<hypernet:relu_ln:strong>");
        assertRefused(small("a cat").clipSkip(9), "clipSkip: expected 1 to 4");
        assertThatThrownBy(() -> small("a cat").size(100, 64).build())
                .hasMessage("width: expected 0 for the model's own, or a multiple of 8, 64 to 8192, got 100");
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
