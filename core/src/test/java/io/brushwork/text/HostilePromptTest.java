package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts that nobody would type: every parser answers, or refuses with an IllegalArgumentException. */
class HostilePromptTest {
    private static final String[] PIECES = {
        "a",
        " ",
        "(",
        ")",
        "[",
        "]",
        ":",
        "|",
        "\\",
        "0.5",
        "3",
        "-1",
        "1.2.3",
        "BREAK",
        " AND ",
        "\n",
        "é",
        "Ã¶",
        "&amp",
        "<",
        ";",
        ",",
        "\uD83D",
        "\uDC31",
        "\u0000",
        "\u2028",
        "１",
        "[a:b:3]",
        "[x|y]",
        "(q:1.2)",
        "999999999999",
        "\u001b[1m"
    };
    private static final ClipTokenizer TOKENIZER = new ClipTokenizer(TextCleaning.OPEN_CLIP);
    private static final PromptChunker CHUNKER = new PromptChunker(TOKENIZER, 0, 20);

    private static final List<Consumer<String>> PARSERS = List.of(
            prompt -> assertThat(PromptAttention.parse(prompt))
                    .isNotEmpty()
                    .allMatch(piece -> Float.isFinite((float) piece.weight())),
            prompt -> {
                List<Scheduled> schedule = PromptSchedule.parse(prompt, 12);
                assertThat(schedule.get(schedule.size() - 1).untilStep()).isEqualTo(12);
                assertThat(schedule).allMatch(entry -> entry.untilStep() >= 1);
            },
            prompt ->
                    assertThat(ComposablePrompt.parse(prompt)).isNotEmpty().allMatch(p -> Double.isFinite(p.weight())),
            prompt -> assertThat(CHUNKER.chunk(prompt, Emphasis.ORIGINAL).chunks())
                    .isNotEmpty()
                    .allMatch(chunk -> chunk.tokens()[0] == ClipTokenizer.START));

    /** Runs every parser; returns how many refused. */
    private static int refusals(String prompt) {
        int refused = 0;
        for (Consumer<String> parser : PARSERS) {
            try {
                parser.accept(prompt);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s)(prompt|weight): .+");
                refused++;
            }
        }
        return refused;
    }

    @Test
    void randomPromptsAreParsedOrRefused() {
        Random random = new Random(7);
        int prompts = 20_000;
        int refused = 0;
        for (int i = 0; i < prompts; i++) {
            StringBuilder prompt = new StringBuilder();
            for (int n = random.nextInt(24); n >= 0; n--) {
                prompt.append(PIECES[random.nextInt(PIECES.length)]);
            }
            refused += refusals(prompt.toString());
        }
        assertThat(refused).isBetween(1, prompts / 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(", "[", ")", "]", "()", "[]", "(a", "[a", "[a:", "[a|", "[a:b:3]", "[a|b]", ":", "\\", "\\(", " ",
                "BREAK ", " AND ", "(a:1)", "[:", ":1", ": ", "((", "a)", "(]", "[)"
            })
    void repetitionNeverHangs(String piece) {
        String prompt = piece.repeat(100_000);
        int refused = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> refusals(prompt));
        assertThat(refused).isBetween(0, 3);
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflow() {
        assertThat(refusals("[".repeat(100_000) + "a" + "]".repeat(100_000))).isEqualTo(3);
        assertThat(refusals("[".repeat(400) + "a" + ":3]".repeat(400))).isZero();
    }
}
