package io.brushwork.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void letsOnlyItsResultOut() {
        LibTorch.load();
        Tensor sum = Scope.of(() -> torch.ones(2, 3).sum());
        try (sum) {
            assertThat(sum.item_float()).isEqualTo(6f);
        }
    }
}
