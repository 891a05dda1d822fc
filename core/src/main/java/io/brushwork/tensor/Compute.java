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
 * @param packing which weights are brought once into the order of oneDNN's kernels: float32 on the processor only
 */
public record Compute(String device, ScalarType dtype, ScalarType weights, Packing packing) {
    /** float32 on the processor. */
    public static final Compute CPU = new Compute("cpu", ScalarType.Float, ScalarType.Float);

    public Compute {
        dtype = dtype.intern();
        weights = weights.intern();
        for (ScalarType type : new ScalarType[] {dtype, weights}) {
            if (type != ScalarType.Float && type != ScalarType.Half && type != ScalarType.BFloat16) {
                throw new IllegalArgumentException("dtype: expected fp32, fp16 or bf16, got " + type);
            }
        }
        if (!device.equals("cpu") && !device.equals("cuda")) {
            throw new IllegalArgumentException("device: expected cpu or cuda, got " + device);
        }
        LibTorch.load();
        if (device.equals("cuda") && !torch.cuda_is_available()) {
            throw new IllegalArgumentException("device: cuda was asked for, but this libtorch finds no CUDA device");
        }
        if (packing != Packing.NONE && !packable(device, dtype, weights)) {
            throw new IllegalArgumentException("packing: expected float32 on a processor with oneDNN");
        }
    }

    /** With plain weights. */
    public Compute(String device, ScalarType dtype, ScalarType weights) {
        this(device, dtype, weights, Packing.NONE);
    }

    /** The same for networks that only predict: with packed weights where they can be. */
    public Compute forInference() {
        return with(Packing.FORWARD);
    }

    /** The same with packed weights where they can be. */
    public Compute with(Packing wanted) {
        return new Compute(device, dtype, weights, packable(device, dtype, weights) ? wanted : Packing.NONE);
    }

    private static boolean packable(String device, ScalarType dtype, ScalarType weights) {
        return device.equals("cpu") && dtype == ScalarType.Float && weights == ScalarType.Float && OneDnn.isAvailable();
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

    /** The name under which {@link #dtypeOf} knows a type. */
    public static String label(ScalarType type) {
        ScalarType known = type.intern();
        return known == ScalarType.Half ? "fp16" : known == ScalarType.BFloat16 ? "bf16" : "fp32";
    }

    public boolean isCpu() {
        return device.equals("cpu");
    }

    /** A weight on this device and in the type that weights are kept in; itself where nothing changes. */
    public Tensor place(Tensor weight) {
        return move(
                weight,
                weight.is_floating_point() ? weights : weight.scalar_type().intern());
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
