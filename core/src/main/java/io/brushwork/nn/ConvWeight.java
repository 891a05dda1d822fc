package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a square convolution, [out, in, k, k], plain (channels last) or in the order of oneDNN's kernels.
 *
 * <p>Which order oneDNN wants depends on the size of the feature map, on some processors and for some widths. A weight in
 * another order is rearranged at every call by a slow routine, which can take longer than the convolution itself (without
 * AVX-512, 1280 channels at 32x32: 170 ms in the right order, 703 ms in that for 64x64). So a weight is packed when the
 * first map comes, and anew when one of another size does.
 */
public final class ConvWeight implements AutoCloseable {
    private final PackedUse use;
    private final PackedAutograd.Handed handed;
    private final int stride;
    private final OfMap ahead;
    private @Nullable OfMap back;
    private @Nullable PackedAutograd autograd;

    /** @param plain this object's from now on */
    ConvWeight(Tensor plain, PackedUse use, PackedAutograd.Handed handed, int stride, int pad) {
        this.use = use;
        this.handed = handed;
        this.stride = stride;
        ahead = new OfMap(plain, stride, pad);
    }

    /** Whether to run over the packed weight. */
    boolean packsFor(Tensor map) {
        return use.of(map.size(0) * map.size(2) * map.size(3));
    }

    /** Plain from now on, in the current scope. */
    synchronized Tensor plain() {
        return ahead.plain();
    }

    /** Packed for maps [n, in, h, w], in the current scope: another thread may ask for another size meanwhile. */
    synchronized Tensor packed(Tensor map) {
        return ahead.packed(map);
    }

    /** x: [n, in, h, w] -> [n, out, h', w'], packed, for autograd to go back through. */
    Tensor recorded(Tensor x, @Nullable Tensor bias, int pad) {
        if (autograd == null) {
            autograd = new PackedAutograd(handed);
        }
        return autograd.through(
                x,
                () -> OneDnn.conv(x, packed(x), bias, stride, pad),
                (gradient, map) -> transposed(gradient, map.size(2), map.size(3), pad));
    }

    /** The convolution by the weight turned round gives the gradient by a map [n, in, h, w]. */
    private synchronized Tensor transposed(Tensor gradient, long height, long width, int pad) {
        int rest = (int) ahead.kernel() - 1 - pad;
        if (back == null) {
            back = new OfMap(
                    Scope.retained(
                            () -> ahead.dense().flip(2, 3).transpose(0, 1).contiguous()),
                    1,
                    rest);
        }
        long more = back.kernel() - 1 - 2L * rest;
        Tensor spread = spread(gradient, height + more, width + more).contiguous(MemoryFormat.ChannelsLast);
        return OneDnn.conv(spread, back.packed(spread), null, 1, rest);
    }

    /** Zeros between the places of a strided convolution's gradient, as many as the stride left out. */
    private Tensor spread(Tensor gradient, long height, long width) {
        if (stride == 1) {
            return gradient;
        }
        Tensor zeros = torch.zeros(new long[] {gradient.size(0), gradient.size(1), height, width}, gradient.options());
        LongOptional first = new LongOptional(0);
        zeros.slice(2, first, new LongOptional(height), stride)
                .slice(3, first, new LongOptional(width), stride)
                .copy_(gradient);
        return zeros;
    }

    @Override
    public synchronized void close() {
        ahead.close();
        if (back != null) {
            back.close();
        }
        if (autograd != null) {
            autograd.close();
        }
    }

    /** A weight in the order for the maps that came last. */
    private static final class OfMap implements AutoCloseable {
        private final int stride;
        private final int pad;
        private Tensor tensor;
        private long height;
        private long width;

        OfMap(Tensor plain, int stride, int pad) {
            tensor = plain;
            this.stride = stride;
            this.pad = pad;
        }

        long kernel() {
            return tensor.size(2);
        }

        Tensor dense() {
            return tensor.is_mkldnn() ? tensor.to_dense() : new Tensor(tensor);
        }

        Tensor plain() {
            if (tensor.is_mkldnn()) {
                Tensor before = tensor;
                tensor = Scope.retained(() -> dense().contiguous(MemoryFormat.ChannelsLast));
                before.close();
                height = 0;
                width = 0;
            }
            return new Tensor(tensor);
        }

        Tensor packed(Tensor map) {
            if (map.size(2) != height || map.size(3) != width) {
                height = map.size(2);
                width = map.size(3);
                Tensor before = tensor;
                tensor = Scope.retained(() -> OneDnn.packConv(dense(), stride, pad, height, width));
                before.close();
            }
            return new Tensor(tensor);
        }

        @Override
        public void close() {
            tensor.close();
        }
    }
}
