package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposablePromptTest {
    static List<JsonNode> prompts() {
        return Golden.list(Golden.read("grammar.json").get("and"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void partsMatchTheReference(JsonNode golden) {
        List<WeightedPrompt> expected = Golden.list(golden.get("parsed")).stream()
                .map(e -> new WeightedPrompt(e.get(0).textValue(), e.get(1).doubleValue()))
                .toList();
        assertThat(ComposablePrompt.parse(golden.get("prompt").textValue())).containsExactlyElementsOf(expected);
    }

    @Test
    void onlyTheLastNumberIsAWeight() {
        assertThat(ComposablePrompt.parse("a: 1 : 2.")).containsExactly(new WeightedPrompt("a: 1", 2));
        assertThat(ComposablePrompt.parse("a:1.2.3")).containsExactly(new WeightedPrompt("a:1.2.3", 1));
        assertThat(ComposablePrompt.parse("[a:b:3]")).containsExactly(new WeightedPrompt("[a:b:3]", 1));
    }

    @Test
    void emptyPartsArePartsToo() {
        assertThat(ComposablePrompt.parse(" AND "))
                .containsExactly(new WeightedPrompt("", 1), new WeightedPrompt("", 1));
    }

    @Test
    void weightBeyondFloatIsAnError() {
        assertThatThrownBy(() -> ComposablePrompt.parse("a:" + "9".repeat(50)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("weight: expected a finite number");
    }
}
