package io.brushwork.tensor;

import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.FunctionSchema;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

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
        LibTorch.load();
        return Scope.of(() -> {
            IValueVector stack = new IValueVector();
            stack.push_back(new IValue(x));
            stack.push_back(longs(height, width));
            if (takesCorners) {
                stack.push_back(new IValue(false));
            }
            // The scales, which follow from the size.
            stack.push_back(new IValue());
            stack.push_back(new IValue());
            Dispatcher.singleton().findSchemaOrThrow("aten::" + kernel, "").callBoxed(stack);
            return new Tensor(stack.get(0).toTensor());
        });
    }

    /** A list of integers; the type of its elements can only be had from a schema. */
    private static IValue longs(long... values) {
        FunctionSchema schema = torch.parseSchema("f(int[] a) -> Tensor");
        Argument argument = schema.arguments();
        GenericList list =
                new GenericList(new Type.TypePtr(argument.type().access().containedType(0)));
        for (long value : values) {
            list.push_back(new IValue(value));
        }
        return new IValue(list);
    }
}
