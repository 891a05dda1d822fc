package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClipTokenizerTest {
    private static final ClipTokenizer TOKENIZER = new ClipTokenizer();

    static List<JsonNode> prompts() {
        return Golden.list(Golden.read("tokens.json").get("tokens"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void tokensMatchTheReference(JsonNode golden) {
        int[] expected = StreamSupport.stream(golden.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
        assertThat(TOKENIZER.encode(golden.get("prompt").textValue())).containsExactly(expected);
    }

    @Test
    void commaIsToken267() {
        assertThat(TOKENIZER.commaToken()).isEqualTo(267);
        assertThat(TOKENIZER.encode("a, b")).containsExactly(320, 267, 321);
    }

    @Test
    void repairedTextHasTheTokensOfWhatWasMeant() {
        assertThat(TOKENIZER.encode("schÃ¶n, itâ€™s Ａ ﬂower"))
                .containsExactly(TOKENIZER.encode("schön, it's a flower"));
    }

    @Test
    void everyByteHasATokenAndComesBack() {
        StringBuilder all = new StringBuilder();
        for (int c = 0x21; c < 0x7F; c++) {
            all.appendCodePoint(c).append(' ');
        }
        all.append("é ß 東 🐱");
        String text = all.toString();
        String lower = TextCleaning.CLIP.clean(text);
        assertThat(TOKENIZER.decode(TOKENIZER.encode(text))).isEqualTo(lower);
    }

    @Test
    void decodingLeavesMarksOut() {
        assertThat(TOKENIZER.decode(new int[] {ClipTokenizer.START, 320, 2368, ClipTokenizer.END, ClipTokenizer.END}))
                .isEqualTo("a cat");
    }

    @Test
    void decodingRefusesNumbersThatAreNoTokens() {
        assertThatThrownBy(() -> TOKENIZER.decode(new int[] {49408}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token: expected 0 to 49407, got 49408");
    }

    @ParameterizedTest
    @EnumSource(TextCleaning.class)
    void hugeWordsAreReadInLittleTime(TextCleaning cleaning) {
        ClipTokenizer tokenizer = new ClipTokenizer(cleaning);
        for (String part : List.of("a", "ab", "é", "!", "&amp;", "amp;", "7", " ", "Ã", "&", "'s")) {
            String text = "&" + part.repeat(1_000_000 / part.length());
            int[] tokens =
                    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> tokenizer.encode(text), part);
            assertThat(tokens).as(part).isNotEmpty();
        }
    }
}
