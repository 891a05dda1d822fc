package io.brushwork.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.text.ExtraNetworkTags.Tag;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtraNetworkTagsTest {
    @Test
    void tagsAreTakenOutAndBlanksStay() {
        ExtraNetworkTags parsed = ExtraNetworkTags.parse("a <hypernet:x:1> b");
        assertThat(parsed.text()).isEqualTo("a  b");
        assertThat(parsed.tags()).containsExactly(new Tag("hypernet", "x:1", "<hypernet:x:1>"));
    }

    @Test
    void aPromptWithoutTagsStaysAsItIs() {
        String prompt = "a $1 \\castle <3, < hypernet:a>, <hyper net:b>, <hypernet:>, (x:1.2)";
        ExtraNetworkTags parsed = ExtraNetworkTags.parse(prompt);
        assertThat(parsed.text()).isEqualTo(prompt);
        assertThat(parsed.tags()).isEmpty();
    }

    @Test
    void tagsAreToldApartByTheirTypes() {
        ExtraNetworkTags parsed = ExtraNetworkTags.parse("<lora:a:0.5:x>a<größe:1> <hypernet:h> <Hypernet:H>");
        assertThat(parsed.text()).isEqualTo("a  ");
        assertThat(parsed.ofType("hypernet")).containsExactly(new Tag("hypernet", "h", "<hypernet:h>"));
        assertThat(parsed.except(Set.of("hypernet")))
                .containsExactly(
                        new Tag("lora", "a:0.5:x", "<lora:a:0.5:x>"),
                        new Tag("größe", "1", "<größe:1>"),
                        new Tag("Hypernet", "H", "<Hypernet:H>"));
    }

    @Test
    void tagsStandInsideOtherGrammar() {
        assertThat(ExtraNetworkTags.parse("[<hypernet:a:1>:10] (<lora:b:2>:1.2)")
                        .text())
                .isEqualTo("[:10] (:1.2)");
    }
}
