package io.brushwork.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDefaultsTest {
    @Test
    void areReadOffTheMetadata() {
        assertThat(ModelDefaults.of(Map.of(ModelDefaults.SIDE_KEY, "64", ModelDefaults.CFG_SCALE_KEY, "2.5")))
                .isEqualTo(new ModelDefaults(OptionalInt.of(64), OptionalDouble.of(2.5)));
        assertThat(ModelDefaults.of(Map.of("format", "pt"))).isEqualTo(ModelDefaults.NONE);
    }

    @Test
    void sizesThatNoPictureCanHaveAreTakenForNone() {
        for (String side : new String[] {"0", "00", "65", "10", "9999"}) {
            assertThat(ModelDefaults.of(Map.of(ModelDefaults.SIDE_KEY, side))).isEqualTo(ModelDefaults.NONE);
        }
        assertThat(ModelDefaults.of(Map.of(ModelDefaults.CFG_SCALE_KEY, "100")).settledCfgScale())
                .isEqualTo(100);
        assertThat(ModelDefaults.NONE.settledCfgScale()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "NaN", "1e9", "100000", "3,5", " 3", "0x3", "101"})
    void valuesThatNoRequestCouldHaveAreTakenForNone(String value) {
        assertThat(ModelDefaults.of(Map.of(ModelDefaults.SIDE_KEY, value, ModelDefaults.CFG_SCALE_KEY, value)))
                .isEqualTo(ModelDefaults.NONE);
    }
}
