package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.ModelFormatException;
import io.brushwork.tensor.SplitMix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionTemplateTest {
    private static final SplitMix ANY = new SplitMix(1);

    @TempDir
    Path folder;

    /** Which of the two placeholders every line of A1111's file of that name has. */
    @ParameterizedTest
    @CsvSource({
        "hypernetwork.txt, true, false",
        "none.txt, false, false",
        "style.txt, false, true",
        "style_filewords.txt, true, true",
        "subject.txt, false, true",
        "subject_filewords.txt, true, true",
    })
    void builtInTemplatesHaveThePlaceholdersOfTheirName(String file, boolean captions, boolean name) {
        CaptionTemplate template = CaptionTemplate.builtIn(file);
        assertThat(template.lines())
                .doesNotHaveDuplicates()
                .allMatch(line -> line.contains("[filewords]") == captions
                        && line.contains("[name]") == name
                        && line.equals(line.strip()));
        assertThat(template.usesCaptions()).isEqualTo(captions);
        assertThat(template.lines().size()).isGreaterThanOrEqualTo(file.equals("none.txt") ? 1 : 10);
        for (String text : template.texts("a fox (red)", "oil")) {
            assertThat(text).doesNotContain("[").doesNotContain("filewords");
        }
        assertThat(CaptionTemplate.BUILT_IN).contains(file);
    }

    @Test
    void blankLinesArePassedOverWithANotice() throws IOException {
        Path file = Files.write(
                folder.resolve("t.txt"),
                "\ufeff  a [filewords] \r\n\r\n  \t\r\nby [name]\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        CaptionTemplate template = CaptionTemplate.read(file);
        assertThat(template.lines()).containsExactly("a [filewords]", "by [name]");
        assertThat(template.notices()).containsExactly(file + ": 3 blank lines were passed over.");
    }

    @Test
    void filesThatAreNoTemplateAreSaidInOneSentence() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n \n");
        assertThatThrownBy(() -> CaptionTemplate.read(empty))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(empty + ": has no line with text, so it is no template");
        assertThatThrownBy(() -> CaptionTemplate.read(folder.resolve("missing.txt")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder.resolve("missing.txt") + ": there is no such template file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaptionTemplate.builtIn("../none.txt"))
                .withMessageStartingWith("template: expected one of hypernetwork.txt, none.txt");
    }

    /** AUTOMATIC1111/stable-diffusion-webui#9364. */
    @Test
    void everyDrawTakesANewLine() {
        CaptionTemplate template =
                new CaptionTemplate(List.of("a [filewords]", "b [filewords]", "c [name]"), List.of());
        Set<String> drawn = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            drawn.add(template.draw("fox, [name]", "oil", TagOptions.NONE, SplitMix.of(3, i)));
        }
        assertThat(drawn).containsExactly("a fox, oil", "b fox, oil", "c oil");
        assertThat(template.texts("fox, [name]", "oil")).containsExactlyElementsOf(drawn);
    }

    @Test
    void tagsKeepTheirSpaces() {
        CaptionTemplate template = new CaptionTemplate(List.of("[filewords]."), List.of());
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            orders.add(template.draw("a, b ,c", "", new TagOptions(true, 0), SplitMix.of(1, i)));
        }
        assertThat(orders)
                .containsExactlyInAnyOrder("a, b ,c.", "a,c, b .", " b ,a,c.", " b ,c,a.", "c,a, b .", "c, b ,a.");
        assertThat(template.draw("a, b ,c,", "", new TagOptions(false, 1e-300), ANY))
                .isEqualTo("a, b ,c,.");
        assertThat(template.draw("a, b ,c", "", new TagOptions(true, 1), ANY)).isEqualTo(".");
    }

    @Test
    void tagsAreDroppedAsOftenAsAsked() {
        CaptionTemplate template = new CaptionTemplate(List.of("[filewords]"), List.of());
        SplitMix random = new SplitMix(5);
        int kept = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            String text = template.draw("x,x,x", "", new TagOptions(false, 0.3), random);
            kept += text.isEmpty() ? 0 : text.split(",", -1).length;
        }
        // Five standard errors of a binomial.
        assertThat((double) kept / draws / 3).isCloseTo(0.7, within(5 * Math.sqrt(0.21 / draws / 3)));
    }

    @Test
    void impossibleDropOutIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TagOptions(false, 1.5))
                .withMessage("tagDropout: expected 0 to 1, got 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> new TagOptions(false, Double.NaN));
    }
}
