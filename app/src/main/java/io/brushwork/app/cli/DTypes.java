package io.brushwork.app.cli;

import io.brushwork.files.DType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Number types of files, as flags name them. */
final class DTypes {
    private DTypes() {}

    /** The type of that name; null where the flag is not given. */
    static @Nullable DType of(@Nullable String label) {
        if (label == null) {
            return null;
        }
        return switch (label.toLowerCase(Locale.ROOT)) {
            case "fp32", "f32", "float32" -> DType.F32;
            case "fp16", "f16", "float16" -> DType.F16;
            case "bf16", "bfloat16" -> DType.BF16;
            default -> throw new IllegalArgumentException("--dtype: expected fp32, fp16 or bf16, got " + label);
        };
    }
}
