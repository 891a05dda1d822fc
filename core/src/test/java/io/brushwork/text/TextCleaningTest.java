package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextCleaningTest {
    /** Recorded from ftfy 6.3.1 and Python 3.11's html.unescape, with each tokenizer's own steps around them. */
    static List<JsonNode> recorded() {
        return Golden.list(Golden.read("text-cleaning.json"));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void cleanTextMatchesFtfy(JsonNode golden) {
        String text = golden.get("text").textValue();
        assertThat(TextCleaning.CLIP.clean(text)).isEqualTo(golden.get("clip").textValue());
        assertThat(TextCleaning.OPEN_CLIP.clean(text))
                .isEqualTo(golden.get("openClip").textValue());
    }

    @Test
    void recordedCasesAreManyAndMostlyChangeTheText() {
        assertThat(recorded()).hasSizeGreaterThan(80);
        assertThat(recorded())
                .filteredOn(c -> !c.get("text").textValue().equals(c.get("clip").textValue()))
                .hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource({
        "&notit;, ¬it;",
        "&copy 2020, © 2020",
        "&#146;, ’",
        "&#x80;, €",
        "&#99999999999999999999;, \uFFFD",
        "&bogus;, &bogus;",
        "&CounterClockwiseContourIntegral;, ∳",
        "&#1;, ''"
    })
    void htmlReferencesAreReadAsTheStandardSays(String reference, String meaning) {
        assertThat(new HtmlEntities().unescape(reference)).isEqualTo(meaning);
    }

    @Test
    void onlyOpenClipReadsReferencesWithoutSemicolonOrNearBrackets() {
        assertThat(TextCleaning.CLIP.clean("cats &copy <b>&amp;</b>")).isEqualTo("cats &copy <b>&amp;</b>");
        assertThat(TextCleaning.OPEN_CLIP.clean("cats &copy <b>&amp;</b>")).isEqualTo("cats © <b>&</b>");
    }
}
