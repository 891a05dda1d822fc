package io.brushwork.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where and in which number format networks run.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param dtype of activations and arithmetic
 * @param weights in which weights are kept; cast to {@code dtype} on use where the two differ
 */
public record Compute(String device, ScalarType dtype, ScalarType weights) {
    /** float32 on the processor. */
    public static final Compute CPU = new Compute("cpu", ScalarType.Float, ScalarType.Float);

    public Compute {
        if (!device.equals("cpu") && !device.equals("cuda")) {
            throw new IllegalArgumentException("device: expected cpu or cuda, got " + device);
        }
        LibTorch.load();
        if (device.equals("cuda") && !torch.cuda_is_available()) {
            throw new IllegalArgumentException("device: cuda was asked for, but this libtorch finds no CUDA device");
        }
    }

    /** The type called {@code fp32}, {@code fp16}, {@code bf16} or by its long name. */
    public static ScalarType dtypeOf(String label) {
        return switch (label.toLowerCase(Locale.ROOT)) {
            case "fp32", "float32" -> ScalarType.Float;
            case "fp16", "float16" -> ScalarType.Half;
            case "bf16", "bfloat16" -> ScalarType.BFloat16;
            default -> throw new IllegalArgumentException("dtype: expected fp32, fp16 or bf16, got " + label);
        };
    }

    public boolean isCpu() {
        return device.equals("cpu");
    }

    /** A weight on this device and in the type that weights are kept in; itself where nothing changes. */
    public Tensor place(Tensor weight) {
        return move(
                weight,
                weight.is_floating_point()
                        ? weights
                        : weight.scalar_type().intern().intern());
    }

    /** An activation on this device and in the type of the arithmetic. */
    public Tensor cast(Tensor activation) {
        return move(activation, dtype);
    }

    private Tensor move(Tensor tensor, ScalarType type) {
        Tensor typed = tensor.scalar_type().intern() == type ? tensor : tensor.to(type);
        return isCpu() ? typed : typed.to(new Device(device), type);
    }
}
