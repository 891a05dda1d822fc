package io.brushwork.model.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilesTest {
    /** A decoder that looks at one place at a time gives the same picture in tiles as whole. */
    @ParameterizedTest
    @CsvSource({"8, 8, 1", "20, 8, 2", "8, 21, 2", "37, 50, 12"})
    void tilesJoinWithoutSeams(int height, int width, int tiles) {
        LibTorch.load();
        try (Scope scope = new Scope()) {
            torch.manual_seed(1);
            Tensor latent = torch.randn(2, 3, height, width);
            List<Long> sides = new ArrayList<>();
            Tensor tiled = new Tiles(16, 4, 8).decode(latent, z -> {
                sides.add(Math.max(z.size(2), z.size(3)));
                return doubledThrice(z);
            });
            Golden.assertClose(tiled, doubledThrice(latent), 1e-6);
            assertThat(sides).hasSize(tiles).allMatch(side -> side <= 16);
        }
    }

    private static Tensor doubledThrice(Tensor z) {
        return upsample_nearest2d(z, new long[] {8 * z.size(2), 8 * z.size(3)});
    }
}
