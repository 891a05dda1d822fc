package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * The weight of a square convolution, [out, in, k, k], plain or in the order of oneDNN's kernels.
 *
 * <p>Which order oneDNN wants depends on the size of the feature map, on some processors and for some widths. A weight in
 * another order is rearranged at every call by a slow routine, which can take longer than the convolution itself (without
 * AVX-512, 1280 channels at 32x32: 170 ms in the right order, 703 ms in that for 64x64). So a weight is packed when the
 * first map comes, and anew when one of another size does.
 */
public final class ConvWeight implements AutoCloseable {
    private final boolean packs;
    private final int stride;
    private final int pad;
    private Tensor tensor;
    private long height;
    private long width;

    private ConvWeight(Tensor tensor, boolean packs, int stride, int pad) {
        this.tensor = tensor;
        this.packs = packs;
        this.stride = stride;
        this.pad = pad;
    }

    /** @param tensor this object's from now on */
    static ConvWeight plain(Tensor tensor) {
        return new ConvWeight(tensor, false, 1, 0);
    }

    /** @param tensor plain; this object's from now on */
    static ConvWeight packed(Tensor tensor, int stride, int pad) {
        return new ConvWeight(tensor, true, stride, pad);
    }

    boolean isPacked() {
        return packs;
    }

    /** The weight for maps [n, in, h, w], in the current scope: another thread may ask for another size meanwhile. */
    synchronized Tensor forMap(Tensor map) {
        if (packs && (map.size(2) != height || map.size(3) != width)) {
            pack(map.size(2), map.size(3));
        }
        return new Tensor(tensor);
    }

    private void pack(long h, long w) {
        Tensor before = tensor;
        try (Scope scope = new Scope()) {
            Tensor plain = before.is_mkldnn() ? before.to_dense() : before;
            tensor = Scope.retain(OneDnn.packConv(plain, stride, pad, h, w));
        }
        before.close();
        height = h;
        width = w;
    }

    @Override
    public synchronized void close() {
        tensor.close();
    }
}
