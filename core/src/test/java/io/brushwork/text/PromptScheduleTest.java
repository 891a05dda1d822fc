package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.text.PromptSchedule.Timing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptScheduleTest {
    static List<JsonNode> prompts() {
        return Golden.list(Golden.read("grammar.json").get("schedule"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void schedulesMatchTheReference(JsonNode golden) {
        List<Scheduled> expected = Golden.list(golden.get("parsed")).stream()
                .map(e -> new Scheduled(e.get(0).intValue(), e.get(1).textValue()))
                .toList();
        assertThat(PromptSchedule.parse(
                        golden.get("prompt").textValue(), golden.get("steps").intValue()))
                .containsExactlyElementsOf(expected);
    }

    private static List<Scheduled> schedule(Object... stepsAndTexts) {
        List<Scheduled> schedule = new ArrayList<>();
        for (int i = 0; i < stepsAndTexts.length; i += 2) {
            schedule.add(new Scheduled((Integer) stepsAndTexts[i], (String) stepsAndTexts[i + 1]));
        }
        return schedule;
    }

    @Test
    void plainPromptIsOneEntry() {
        assertThat(PromptSchedule.parse("test", 10)).isEqualTo(schedule(10, "test"));
        assertThat(PromptSchedule.parse("", 10)).isEqualTo(schedule(10, ""));
    }

    @Test
    void editingNestsAndKeepsAttention() {
        assertThat(PromptSchedule.parse("a[b:[c:d:2]:1]e", 10)).isEqualTo(schedule(1, "abe", 2, "ace", 10, "ade"));
        assertThat(PromptSchedule.parse("a [[[b]]:2]", 10)).isEqualTo(schedule(2, "a ", 10, "a [[b]]"));
        assertThat(PromptSchedule.parse("[(a:2):3]", 10)).isEqualTo(schedule(3, "", 10, "(a:2)"));
    }

    @Test
    void spaceAroundTheNumberIsAllowed() {
        assertThat(PromptSchedule.parse("a [b : c : 1 ] d", 10)).isEqualTo(schedule(1, "a b  d", 10, "a  c  d"));
    }

    @Test
    void strayBracketsAreText() {
        assertThat(PromptSchedule.parse("((a][:b:c [d:3]", 10)).isEqualTo(schedule(3, "((a][:b:c ", 10, "((a][:b:c d"));
        assertThat(PromptSchedule.parse("x [a:b:3])", 10)).isEqualTo(schedule(3, "x a)", 10, "x b)"));
    }

    @Test
    void escapesStayAndProtect() {
        assertThat(PromptSchedule.parse("[a\\:b:c\\|d:3]", 10)).isEqualTo(schedule(3, "a\\:b", 10, "c\\|d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b [c:d:3]", "(a|b) [c:d:3]", "[c:d:3] \\", "[a|b [c:d:3]", "[a|b:3]"})
    void promptWithoutAParseIsUsedAsItIs(String prompt) {
        assertThat(PromptSchedule.parse(prompt, 10)).isEqualTo(schedule(10, prompt));
    }

    @Test
    void emptyOptionsTakeTheirTurn() {
        assertThat(PromptSchedule.parse("[fe|]male", 3)).isEqualTo(schedule(1, "female", 2, "male", 3, "female"));
    }

    @Test
    void secondPassCountsOnFromTheFirst() {
        Timing hires = Timing.hires(10);
        assertThat(PromptSchedule.parse("a [b:.5] c", 10, hires)).isEqualTo(schedule(10, "a b c"));
        assertThat(PromptSchedule.parse("a [b:1.5] c", 10, hires)).isEqualTo(schedule(5, "a  c", 10, "a b c"));
        assertThat(PromptSchedule.parse("[a:b:13]", 6, hires)).isEqualTo(schedule(3, "a", 6, "b"));
        assertThat(PromptSchedule.parse("[a:b:3]", 6, hires)).isEqualTo(schedule(6, "b"));
        // In the first pass the same prompts stay with what comes before.
        assertThat(PromptSchedule.parse("[a:b:1.5]", 10)).isEqualTo(schedule(10, "a"));
    }

    @Test
    void oldRuleGoesByTheValue() {
        assertThat(PromptSchedule.parse("[a:b:1.0]", 10)).isEqualTo(schedule(10, "a"));
        assertThat(PromptSchedule.parse("[a:b:1.0]", 10, Timing.OLD)).isEqualTo(schedule(1, "a", 10, "b"));
        assertThat(PromptSchedule.parse("[a:b:0.25]", 8, Timing.OLD)).isEqualTo(schedule(2, "a", 8, "b"));
    }

    @Test
    void playedScheduleChangesOneCallLate() {
        List<Scheduled> schedule = PromptSchedule.parse("[a:b:2]", 4);
        assertThat(List.of(0, 1, 2, 3, 4))
                .extracting(calls ->
                        schedule.get(PromptSchedule.indexAt(schedule, calls)).text())
                .containsExactly("a", "a", "a", "b", "b");
        assertThat(PromptSchedule.indexAt(schedule, 5)).isZero();
    }

    @Test
    void stepsBelowOneAreRefused() {
        assertThatThrownBy(() -> PromptSchedule.parse("a", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps: expected 1 or more, got 0");
    }
}
