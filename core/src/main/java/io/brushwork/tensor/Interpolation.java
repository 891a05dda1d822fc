package io.brushwork.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Resizing of feature maps, as PyTorch's {@code interpolate(size=…, align_corners=False)} does it. Some of its kernels
 * have no Java binding; all are called through the dispatcher, by their registered names.
 */
public enum Interpolation {
    BILINEAR("upsample_bilinear2d", true),
    BILINEAR_ANTIALIASED("_upsample_bilinear2d_aa", true),
    BICUBIC("upsample_bicubic2d", true),
    BICUBIC_ANTIALIASED("_upsample_bicubic2d_aa", true),
    NEAREST("upsample_nearest2d", false),
    NEAREST_EXACT("_upsample_nearest_exact2d", false);

    private final String kernel;
    private final boolean takesCorners;

    Interpolation(String kernel, boolean takesCorners) {
        this.kernel = kernel;
        this.takesCorners = takesCorners;
    }

    /** x: [n, c, h, w] -> [n, c, height, width]. */
    public Tensor resize(Tensor x, long height, long width) {
        return Scope.of(() -> {
            List<IValue> arguments = new ArrayList<>(List.of(new IValue(x), Kernel.longs(height, width)));
            if (takesCorners) {
                arguments.add(new IValue(false));
            }
            // The scales, which follow from the size.
            arguments.add(Kernel.none());
            arguments.add(Kernel.none());
            return Kernel.of("aten::" + kernel, "").call(arguments.toArray(IValue[]::new));
        });
    }
}
