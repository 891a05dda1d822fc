package io.brushwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the published sizes of SD 1.5. */
class Sd15Test {
    @ParameterizedTest
    @CsvSource({"model.diffusion_model., 859520964", "cond_stage_model., 123060480", "first_stage_model., 83653863"})
    void hasTheParametersOfSd15(String prefix, long parameters) {
        long counted = Sd15.checkpoint().entrySet().stream()
                .filter(tensor -> tensor.getKey().startsWith(prefix))
                .mapToLong(tensor -> tensor.getValue().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        assertThat(counted).isEqualTo(parameters);
    }
}
