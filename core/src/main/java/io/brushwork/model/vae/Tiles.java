package io.brushwork.model.vae;

import io.brushwork.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Decodes a large latent in overlapping tiles, so that memory depends on the tile and not on the picture. Neighbours are
 * blended over their overlap. The result is close to that of the whole, not equal: norms and attention see one tile only.
 */
final class Tiles {
    private final int side;
    private final int overlap;
    private final int factor;

    /**
     * @param side of a tile, in places of the latent
     * @param overlap of neighbours, in places of the latent
     * @param factor pixels to a side of a place
     */
    Tiles(int side, int overlap, int factor) {
        this.side = side;
        this.overlap = overlap;
        this.factor = factor;
    }

    /** latent: [n, c, h, w] -> [n, 3, factor * h, factor * w]. */
    Tensor decode(Tensor latent, UnaryOperator<Tensor> decoder) {
        long h = latent.size(2);
        long w = latent.size(3);
        return Scope.of(() -> {
            Tensor sum = latent.new_zeros(new long[] {latent.size(0), 3, h * factor, w * factor});
            Tensor weights = latent.new_zeros(new long[] {1, 1, h * factor, w * factor});
            for (long top : starts(h)) {
                for (long left : starts(w)) {
                    add(latent, top, left, sum, weights, decoder);
                }
            }
            return sum.div(weights);
        });
    }

    private void add(Tensor latent, long top, long left, Tensor sum, Tensor weights, UnaryOperator<Tensor> decoder) {
        try (Scope scope = new Scope()) {
            long rows = Math.min(side, latent.size(2) - top);
            long columns = Math.min(side, latent.size(3) - left);
            Tensor picture = decoder.apply(
                    latent.narrow(2, top, rows).narrow(3, left, columns).contiguous());
            Tensor mask =
                    ramp(rows).unsqueeze(1).mul(ramp(columns).unsqueeze(0)).to(sum);
            place(sum, top, left, mask).add_(picture.mul(mask));
            place(weights, top, left, mask).add_(mask);
        }
    }

    private Tensor place(Tensor canvas, long top, long left, Tensor mask) {
        return canvas.narrow(2, top * factor, mask.size(0)).narrow(3, left * factor, mask.size(1));
    }

    /** Weights along one side of a tile: rising over the overlap, 1, falling over the overlap; never 0. */
    private Tensor ramp(long places) {
        long pixels = places * factor;
        Tensor fromStart = torch.arange(new Scalar(1), new Scalar(pixels + 1)).to(torch.ScalarType.Float);
        Tensor fromEnd = fromStart.flip(0);
        return torch.minimum(fromStart, fromEnd)
                .div(new Scalar((double) overlap * factor))
                .clamp_max(new Scalar(1));
    }

    /** First places of the tiles that cover a side. */
    private long[] starts(long length) {
        if (length <= side) {
            return new long[] {0};
        }
        int step = side - overlap;
        int count = (int) ((length - overlap + step - 1) / step);
        long[] starts = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = Math.min((long) i * step, length - side);
        }
        return starts;
    }
}
