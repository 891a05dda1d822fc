package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptAttentionTest {
    static List<JsonNode> prompts() {
        return Golden.list(Golden.read("grammar.json").get("attention"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void weightsMatchTheReference(JsonNode golden) {
        List<JsonNode> expected = Golden.list(golden.get("parsed"));
        List<WeightedText> parsed = PromptAttention.parse(golden.get("prompt").textValue());
        assertThat(parsed).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(parsed.get(i).text()).isEqualTo(expected.get(i).get(0).textValue());
            assertThat(parsed.get(i).weight()).isCloseTo(expected.get(i).get(1).doubleValue(), within(1e-12));
        }
    }

    @Test
    void breakIsAMarkOnlyOutsideWeights() {
        assertThat(PromptAttention.parse("a BREAK b"))
                .filteredOn(WeightedText::isBreak)
                .hasSize(1);
        assertThat(PromptAttention.parse("(a BREAK b:1.3)")).noneMatch(WeightedText::isBreak);
        assertThat(PromptAttention.parse("BREAKFAST xBREAK _BREAK_"))
                .containsExactly(new WeightedText("BREAKFAST xBREAK _BREAK_", 1));
    }

    @Test
    void breaksInARowAreAllMarks() {
        assertThat(PromptAttention.parse("a BREAK BREAK b"))
                .containsExactly(
                        new WeightedText("a", 1),
                        WeightedText.BREAK,
                        new WeightedText("", 1),
                        WeightedText.BREAK,
                        new WeightedText("b", 1));
    }

    @Test
    void equalLookingWeightsStayApartUnlessTheyAreEqual() {
        assertThat(PromptAttention.parse("((a))(b:1.21)")).hasSize(2);
        assertThat(PromptAttention.parse("(a)(b)")).containsExactly(new WeightedText("ab", 1.1));
    }

    @Test
    void emptyPromptIsOneEmptyText() {
        assertThat(PromptAttention.parse("")).containsExactly(new WeightedText("", 1));
        assertThat(PromptAttention.parse("()")).containsExactly(new WeightedText("", 1));
    }

    @Test
    void fullWidthDigitsAreDigits() {
        assertThat(PromptAttention.parse("(a:１.５)")).containsExactly(new WeightedText("a", 1.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a:1.2.3)", "(a:.)", "(she said:...)"})
    void weightThatIsNoNumberIsAnErrorWithAdvice(String prompt) {
        assertThatThrownBy(() -> PromptAttention.parse(prompt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a number; write \\) if the bracket is part of the text");
    }

    @Test
    void escapedBracketMakesTheSameTextLiteral() {
        assertThat(PromptAttention.parse("\\(she said:...\\)")).containsExactly(new WeightedText("(she said:...)", 1));
    }

    @Test
    void weightBeyondFloatIsAnError() {
        assertThatThrownBy(() -> PromptAttention.parse("(a:" + "9".repeat(500) + ")"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: expected a finite number, got Infinity");
    }

    @Test
    void fiveHundredBracketsAreReadAndOneMoreIsRefused() {
        assertThat(PromptAttention.parse("[".repeat(500) + "a")).hasSize(1);
        assertThatThrownBy(() -> PromptAttention.parse("(".repeat(501) + "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt: more than 500 brackets are open at once");
    }
}
