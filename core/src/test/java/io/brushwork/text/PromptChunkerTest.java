package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromptChunkerTest {
    private static final ClipTokenizer TOKENIZER = new ClipTokenizer();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final PromptChunker SD1 = new PromptChunker(TOKENIZER, ClipTokenizer.END, 20);

    static List<JsonNode> prompts() {
        return Golden.list(Golden.read("tokens.json").get("chunks"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void chunksMatchTheReference(JsonNode golden) {
        ChunkedPrompt prompt = SD1.chunk(golden.get("prompt").textValue(), Emphasis.ORIGINAL);
        List<JsonNode> expected = Golden.list(golden.get("chunks"));
        assertThat(prompt.tokenCount()).isEqualTo(golden.get("token_count").intValue());
        assertThat(prompt.chunks()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            PromptChunk chunk = prompt.chunks().get(i);
            for (int k = 0; k < PromptChunk.LENGTH; k++) {
                assertThat(chunk.tokens()[k])
                        .isEqualTo(expected.get(i).get("tokens").get(k).intValue());
                assertThat(chunk.multipliers()[k]).isEqualTo((float)
                        expected.get(i).get("multipliers").get(k).doubleValue());
            }
        }
    }

    static List<JsonNode> promptsWithEmbeddings() {
        return Golden.list(Golden.read("embedding-chunks.json").get("prompts"));
    }

    @ParameterizedTest
    @MethodSource("promptsWithEmbeddings")
    void embeddingsTakeThePlacesThatTheReferenceGivesThem(JsonNode golden) {
        Map<String, Integer> vectors = new LinkedHashMap<>();
        Golden.read("embedding-chunks.json")
                .get("vectors")
                .properties()
                .forEach(entry -> vectors.put(entry.getKey(), entry.getValue().intValue()));
        PromptChunker chunker =
                new PromptChunker(TOKENIZER, ClipTokenizer.END, 20, EmbeddingNames.of(vectors, TOKENIZER));
        ChunkedPrompt prompt = chunker.chunk(golden.get("prompt").textValue(), Emphasis.ORIGINAL);
        assertThat(prompt.tokenCount()).isEqualTo(golden.get("token_count").intValue());
        List<JsonNode> expected = Golden.list(golden.get("chunks"));
        assertThat(prompt.chunks()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            PromptChunk chunk = prompt.chunks().get(i);
            assertThat(chunk.tokens())
                    .isEqualTo(MAPPER.convertValue(expected.get(i).get("tokens"), int[].class));
            assertThat(chunk.multipliers())
                    .isEqualTo(MAPPER.convertValue(expected.get(i).get("multipliers"), float[].class));
            List<PromptChunk.Insertion> insertions = new ArrayList<>();
            // Counted there without the start token.
            expected.get(i)
                    .get("fixes")
                    .forEach(fix -> insertions.add(new PromptChunk.Insertion(
                            fix.get(0).intValue() + 1, fix.get(1).textValue())));
            assertThat(chunk.insertions()).isEqualTo(insertions);
        }
    }

    @Test
    void aNameOfThreeVectorsTakesThreePlaces() {
        EmbeddingNames glow = EmbeddingNames.of(Map.of("glow", 3), TOKENIZER);
        PromptChunk chunk = new PromptChunker(TOKENIZER, ClipTokenizer.END, 20, glow)
                .chunk("a (glow:1.4) cat", Emphasis.ORIGINAL)
                .chunks()
                .get(0);
        assertThat(chunk.tokens()).startsWith(49406, 320, 0, 0, 0, 2368, 49407);
        assertThat(chunk.multipliers()).startsWith(1, 1, 1.4f, 1.4f, 1.4f, 1, 1);
        assertThat(chunk.insertions()).containsExactly(new PromptChunk.Insertion(2, "glow"));
        PromptChunk without =
                SD1.chunk("a (glow:1.4) cat", Emphasis.ORIGINAL).chunks().get(0);
        assertThat(without.tokens()).startsWith(49406, 320, TOKENIZER.encode("glow")[0], 2368, 49407);
        assertThat(without.insertions()).isEmpty();
    }

    @Test
    void theLongerOfTwoNamesIsMeant() {
        EmbeddingNames names = EmbeddingNames.of(Map.of("glow", 1, "glow cat", 2), TOKENIZER);
        ChunkedPrompt prompt =
                new PromptChunker(TOKENIZER, ClipTokenizer.END, 20, names).chunk("glow glow cat", Emphasis.ORIGINAL);
        assertThat(prompt.chunks().get(0).insertions())
                .containsExactly(new PromptChunk.Insertion(1, "glow"), new PromptChunk.Insertion(2, "glow cat"));
    }

    @Test
    void namesThatFitInNoChunkAreRefused() {
        assertThatThrownBy(() -> EmbeddingNames.of(Map.of("huge", 76), TOKENIZER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("embedding huge: expected 1 to 75 vectors, got 76");
        assertThatThrownBy(() -> EmbeddingNames.of(Map.of(" ", 1), TOKENIZER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("embedding: expected a name that can be written");
    }

    @Test
    void sd2PadsWithZeroAfterTheFirstEnd() {
        PromptChunker sd2 = new PromptChunker(TOKENIZER, 0, 20);
        int[] cat =
                sd2.chunk("a photo of a cat", Emphasis.ORIGINAL).chunks().get(0).tokens();
        assertThat(cat)
                .startsWith(49406, 320, 1125, 539, 320, 2368, 49407, 0, 0)
                .endsWith(0);
        int[] full =
                sd2.chunk("cat ".repeat(75), Emphasis.ORIGINAL).chunks().get(0).tokens();
        assertThat(full).endsWith(2368, 49407);
        int[] written = sd2.chunk("a <|endoftext|> b", Emphasis.ORIGINAL)
                .chunks()
                .get(0)
                .tokens();
        assertThat(written).startsWith(49406, 320, 49407, 0, 0);
    }

    @Test
    void phraseMovesOnlyWithinTheBacktrack() {
        String prompt = "cat ".repeat(60) + ", " + "dog ".repeat(20);
        assertThat(lengths(20, prompt)).containsExactly(61, 20);
        assertThat(lengths(14, prompt)).containsExactly(75, 6);
        assertThat(lengths(15, prompt)).containsExactly(61, 20);
        assertThat(lengths(0, prompt)).containsExactly(75, 6);
    }

    @Test
    void commaThatOpensAChunkIsNoPlaceToCut() {
        assertThat(lengths(75, "cat ".repeat(75) + ", " + "dog ".repeat(100))).containsExactly(75, 75, 26);
    }

    private static List<Integer> lengths(int backtrack, String prompt) {
        return new PromptChunker(TOKENIZER, ClipTokenizer.END, backtrack)
                .chunk(prompt, Emphasis.NONE).chunks().stream()
                        .map(chunk -> {
                            int end = 0;
                            while (chunk.tokens()[end] != ClipTokenizer.END) {
                                end++;
                            }
                            return end - 1;
                        })
                        .toList();
    }

    @Test
    void counterShowsWhatTheChunksHold() {
        assertThat(SD1.chunk("", Emphasis.ORIGINAL).capacity()).isEqualTo(75);
        assertThat(SD1.chunk("cat ".repeat(75), Emphasis.ORIGINAL).capacity()).isEqualTo(75);
        assertThat(SD1.chunk("cat ".repeat(76), Emphasis.ORIGINAL).capacity()).isEqualTo(150);
        assertThat(SD1.chunk("cat BREAK", Emphasis.ORIGINAL)).returns(75, ChunkedPrompt::tokenCount);
    }

    @Test
    void withoutEmphasisBracketsAreText() {
        ChunkedPrompt prompt = SD1.chunk("(cat:1.3) BREAK", Emphasis.NONE);
        assertThat(prompt.chunks()).hasSize(1);
        assertThat(prompt.chunks().get(0).multipliers()).containsOnly(1f);
        assertThat(TOKENIZER.decode(prompt.chunks().get(0).tokens())).isEqualTo("( cat : 1 . 3 ) break");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new PromptChunker(TOKENIZER, 49408, 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("paddingToken: expected 0 to 49407, got 49408");
        assertThatThrownBy(() -> new PromptChunker(TOKENIZER, 0, 76))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commaBacktrack: expected 0 to 75, got 76");
    }

    @Test
    void emphasisModesAreFoundByLabel() {
        assertThat(Emphasis.of("no norm")).isEqualTo(Emphasis.NO_NORM);
        assertThatThrownBy(() -> Emphasis.of("loud"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("emphasis: expected one of Original, No norm, Ignore, None, got loud");
    }
}
