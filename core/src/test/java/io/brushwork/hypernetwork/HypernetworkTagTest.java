package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.nn.Site;
import io.brushwork.nn.Site.Part;
import io.brushwork.text.ExtraNetworkTags;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypernetworkTagTest {
    @Test
    void tagsOfOtherTypesAreNotRead() {
        assertThat(HypernetworkTag.of(ExtraNetworkTags.parse("<lora:a:x> <hypernet:x:1> <Hypernet:b:x>")))
                .containsExactly(new HypernetworkTag("x", Strength.of(1), "<hypernet:x:1>"));
    }

    @Test
    void repeatedTagsAreAllKeptInOrder() {
        assertThat(HypernetworkTag.of(ExtraNetworkTags.parse("<hypernet:a:0.5><hypernet:b><hypernet:a:2>")))
                .extracting(tag -> tag.name() + " " + tag.strength().overall())
                .containsExactly("a 0.5", "b 1.0", "a 2.0");
    }

    @ParameterizedTest
    @CsvSource({"a,1", "a:0,0", "a:-1.5,-1.5", "a: 2 ,2", "a:1e-1,0.1", "a:.5,0.5", "a:+3.,3", "a:k=1,1", "a:12,12"})
    void plainStrengthsMeanWhatA1111Means(String arguments, double expected) {
        assertThat(only(arguments).strength()).isEqualTo(Strength.of(expected));
    }

    @Test
    void namesAreLiteral() {
        assertThat(only(" My net (v2).final :0.5").name()).isEqualTo(" My net (v2).final ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:|strength: expected a number",
                "a:abc|strength: expected a number, got \"abc\"",
                "a:nan|strength: expected a number",
                "a:inf|strength: expected a number",
                "a:1e999|strength: expected a number",
                "a:0x1p3|strength: expected a number",
                "a:1f|strength: expected a number",
                ":1|expected the name",
                "a:1:0.5|name=value",
                "a:1:|name=value",
                "a:1:k=1,|name=value",
                "a:1:q=1|unknown option \"q\"; expected one of k, v, in, mid, out",
                "a:1:mid0=1|the middle is one block",
                "a:1:in1234=1|unknown option",
                "a:1:k=|k: expected a number",
                "a:1:k=1,k=2|k is given twice",
                "a:1:steps=5|steps: expected two numbers",
                "a:1:steps=a-b|steps: expected a number",
                "a:1:steps=0.8-0.2|the smaller first, got 0.8-0.2",
                "a:1:steps=0.5-0.5|the smaller first",
                "a:1:steps=0-10|step numbers such as 5-15 or shares",
                "a:1:steps=5-0.8|step numbers such as 5-15 or shares",
                "a:1:steps=1.5-3|step numbers such as 5-15 or shares"
            })
    void faultyTagsAreErrorsThatNameTheTag(String arguments, String reason) {
        ExtraNetworkTags tags = ExtraNetworkTags.parse("a cat <hypernet:" + arguments + "> <hypernet:good:1>");
        assertThatThrownBy(() -> HypernetworkTag.of(tags))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("<hypernet:" + arguments + ">: ")
                .hasMessageContaining(reason);
    }

    @Test
    void optionsScaleTheStrengthByPlace() {
        Strength strength =
                only("oil:0.8:k=1,v=0.5,in=1,mid=0,out=2,in4=0.5,steps=0.2-0.8").strength();
        assertThat(strength.keyAt(site(Part.IN, 1))).isCloseTo(0.8, within(1e-12));
        assertThat(strength.valueAt(site(Part.IN, 1))).isCloseTo(0.4, within(1e-12));
        assertThat(strength.keyAt(site(Part.IN, 4))).isCloseTo(0.4, within(1e-12));
        assertThat(strength.keyAt(site(Part.OUT, 4))).isCloseTo(1.6, within(1e-12));
        assertThat(strength.keyAt(site(Part.MID, 0))).isZero();
        assertThat(strength.steps()).isEqualTo(new StepWindow(0.2, 0.8, true));
    }

    @Test
    void optionsMayFollowTheNameAndBeSplitByColons() {
        assertThat(only("a:K=0.5: V = -1 ").strength())
                .isEqualTo(new Strength(1, 0.5, -1, Map.of(), Map.of(), StepWindow.ALL));
    }

    @Test
    void aBlockReplacesItsPart() {
        Strength strength = only("a:1:in=0,in7=1").strength();
        assertThat(List.of(1, 4, 7, 8).stream().map(block -> strength.keyAt(site(Part.IN, block))))
                .containsExactly(0.0, 0.0, 1.0, 0.0);
    }

    @ParameterizedTest
    @CsvSource({
        "5-15, 20, 4, 14",
        "1-1, 20, 0, 0",
        "20-40, 20, 19, 19",
        "0.2-0.8, 20, 4, 15",
        "0-0.5, 7, 0, 3",
        "0.5-1, 7, 4, 6",
        "0-1, 3, 0, 2"
    })
    void windowsHoldTheirSteps(String window, int steps, int first, int last) {
        StepWindow held = only("a:1:steps=" + window).strength().steps();
        for (int step = 0; step < steps; step++) {
            assertThat(held.holds(step, steps)).as("step %d", step).isEqualTo(step >= first && step <= last);
        }
        assertThat(held).hasToString(window);
    }

    private static HypernetworkTag only(String arguments) {
        return HypernetworkTag.of(ExtraNetworkTags.parse("<hypernet:" + arguments + ">"))
                .get(0);
    }

    private static Site site(Part part, int block) {
        return new Site(part, block, 0, false, 320);
    }
}
