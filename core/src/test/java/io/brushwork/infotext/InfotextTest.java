package io.brushwork.infotext;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.base.Size;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InfotextTest {
    /** The example of A1111's documentation of the format, as its web UI 1.10.1 writes it. */
    private static final String EXAMPLE = """
            portrait of a woman, oil painting <hypernet:anime_3:0.8>
            Negative prompt: lowres, bad anatomy
            Steps: 20, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 965400086, Size: 512x512, \
            Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, VAE hash: 235745af8d, VAE: vae-ft-mse.safetensors, \
            Denoising strength: 0.7, Clip skip: 2, Hires upscale: 2, Hires upscaler: Latent, Version: v1.10.1""";

    private static JsonNode golden() throws IOException {
        try (InputStream in = InfotextTest.class.getResourceAsStream("/golden/infotext-pairs.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(in));
        }
    }

    @Test
    void readsWhatA1111Writes() {
        Infotext text = Infotext.parse(EXAMPLE);
        assertThat(text.prompt()).isEqualTo("portrait of a woman, oil painting <hypernet:anime_3:0.8>");
        assertThat(text.negativePrompt()).isEqualTo("lowres, bad anatomy");
        assertThat(text.value("Sampler")).contains("Euler a");
        assertThat(text.value("Seed")).contains("965400086");
        assertThat(text.size("Size")).contains(new Size(512, 512));
        assertThat(text.size("Seed")).isEmpty();
        assertThat(text.value("ENSD")).isEmpty();
        assertThat(text.parameters()).hasSize(15);
        assertThat(text.parameters().keySet()).startsWith("Steps", "Sampler").endsWith("Version");
    }

    @Test
    void writesWhatItReads() {
        assertThat(Infotext.parse(EXAMPLE).format()).isEqualTo(EXAMPLE);
    }

    @Test
    void pairsAndUnquotedValuesAreThoseOfTheRegularExpressionInPython() throws IOException {
        for (JsonNode line : golden().path("lines")) {
            List<InfotextPairs.Pair> expected = new ArrayList<>();
            line.path("pairs")
                    .forEach(p -> expected.add(new InfotextPairs.Pair(
                            p.get(0).textValue(), p.get(1).textValue())));
            List<String> unquoted = new ArrayList<>();
            line.path("unquoted").forEach(v -> unquoted.add(v.textValue()));

            List<InfotextPairs.Pair> found =
                    InfotextPairs.find(line.path("line").textValue());
            assertThat(found).as(line.path("line").textValue()).isEqualTo(expected);
            assertThat(found.stream().map(p -> InfotextPairs.unquote(p.value())))
                    .isEqualTo(unquoted);
        }
    }

    @Test
    void quotesAsPythonsJson() throws IOException {
        for (JsonNode pair : golden().path("quotes")) {
            assertThat(InfotextPairs.quote(pair.get(0).textValue()))
                    .isEqualTo(pair.get(1).textValue());
        }
    }

    @Test
    void keepsAllLinesOfBothPrompts() {
        Infotext text = new Infotext("a\n\nb", "c\nd", Map.of());
        Infotext read = Infotext.parse(text.format() + "\nSteps: 1, Sampler: x, Seed: 2");
        assertThat(read.prompt()).isEqualTo("a\n\nb");
        assertThat(read.negativePrompt()).isEqualTo("c\nd");
        assertThat(read.parameters()).containsExactly(entry("Steps", "1"), entry("Sampler", "x"), entry("Seed", "2"));
    }

    @Test
    void lastLineWithTwoPairsBelongsToThePrompt() {
        Infotext text = Infotext.parse("a castle\neyes:1.2, hair:0.5");
        assertThat(text.prompt()).isEqualTo("a castle\neyes:1.2, hair:0.5");
        assertThat(text.parameters()).isEmpty();
    }

    @Test
    void parametersAloneHaveNoPrompt() {
        Infotext text = Infotext.parse("Steps: 1, Sampler: x, Seed: 2");
        assertThat(text.prompt()).isEmpty();
        assertThat(text.parameters()).hasSize(3);
        assertThat(text.format()).isEqualTo("Steps: 1, Sampler: x, Seed: 2");
    }

    @Test
    void writesAKeyAloneWhereItIsItsValue() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("Steps", "1");
        parameters.put("Tiling", "Tiling");
        assertThat(new Infotext("p", "", parameters).format()).isEqualTo("p\nSteps: 1, Tiling");
    }

    @Test
    void dropsPairsWithoutAValueAsA1111Does() {
        assertThat(Infotext.parse("Steps: , Sampler: x, Seed: 2").parameters()).containsOnlyKeys("Sampler", "Seed");
    }

    @Test
    void turnsTheHypernetOf2022IntoATagAndAHash() {
        Infotext text = Infotext.parse("a cat\nSteps: 20, Sampler: Euler a, Seed: 1, Hypernet: oil, Hypernet hash: "
                + "1f2a33bc, Hypernet strength: 0.5");
        assertThat(text.prompt()).isEqualTo("a cat<hypernet:oil:0.5>");
        assertThat(text.hypernetHashes()).containsExactly(entry("oil", "1f2a33bc"));
        assertThat(text.parameters()).containsOnlyKeys("Steps", "Sampler", "Seed", "Hypernet hashes");
        assertThat(Infotext.parse(text.format())).isEqualTo(text);
    }

    @Test
    void oldHypernetWithoutStrengthHasStrengthOne() {
        assertThat(Infotext.parse("Steps: 20, Sampler: Euler a, Hypernet: oil").prompt())
                .isEqualTo("<hypernet:oil:1.0>");
    }

    @Test
    void hypernetHashesGoThroughTheText() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("oil (v2)", "0123456789");
        hashes.put("a, b", "abcdef0123");
        hashes.put("style/été", "00000000aa");
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("Steps", "20");
        parameters.put("Seed", "1");
        parameters.put("Hypernet hashes", Infotext.formatHashes(hashes));
        Infotext text = new Infotext("x", "", parameters);
        assertThat(text.format())
                .endsWith("Hypernet hashes: \"oil (v2): 0123456789, a, b: abcdef0123, style/été: " + "00000000aa\"");
        assertThat(Infotext.parse(text.format()).hypernetHashes()).containsExactlyEntriesOf(hashes);
        assertThat(Infotext.parseHashes("nothing, of: that kind")).isEmpty();
    }

    @Test
    void everyTextWithPlainKeysComesBack() {
        Random random = new Random(4);
        String letters = "ab :,\"\\\n/-é😀\t1x_<>()";
        for (int i = 0; i < 5_000; i++) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String key : List.of("Steps", "Sampler", "Hires prompt", "Some/thing-else")) {
                // Blanks at the ends of unquoted values are not kept, and empty ones are dropped.
                parameters.put(key, "v" + randomText(random, letters).replace("\"", "'") + "v");
            }
            Infotext text = new Infotext("p" + i, "n" + i, parameters);
            assertThat(Infotext.parse(text.format())).isEqualTo(text);
        }
    }

    @Test
    void readsAnyTextAndWritesItStably() {
        Random random = new Random(5);
        String letters = "ab :,\"\\\n/-é\u00a0\t1x_Steps";
        for (int i = 0; i < 20_000; i++) {
            Infotext once = Infotext.parse(EXAMPLE.substring(random.nextInt(EXAMPLE.length()))
                    + randomText(random, letters)
                    + randomText(random, letters));
            assertThat(once.prompt()).isEqualTo(InfotextPairs.strip(once.prompt()));
            Infotext.parse(once.format());
        }
    }

    @Test
    void tenMegabytesOfJunkTakeTimeLinearInTheirLength() {
        for (String junk :
                List.of("a", "a ", ":", "aa:", "aa:\"", "aa: \"\\", "\"", "a,", "\n", "x\n", "\u00a0", "aa:\"b\",")) {
            String text = "x" + junk.repeat(10_000_000 / junk.length()) + "x";
            Infotext[] read = new Infotext[1];
            assertTimeout(Duration.ofSeconds(5), () -> read[0] = Infotext.parse(text), () -> junk);
            assertThat(read[0].prompt().length() + read[0].parameters().size()).isPositive();
        }
    }

    private static String randomText(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        int[] points = letters.codePoints().toArray();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
