/**
 * The thin layer over libtorch: loading it, scopes of native memory, devices and dtypes, files as tensors, and the few
 * operations whose Java form is awkward. Everywhere else {@code org.bytedeco.pytorch.Tensor} is used as it is.
 *
 * <p>Rules: native memory is freed by {@link io.brushwork.tensor.Scope}s, never by the garbage collector. Inference runs
 * under inference mode; weights are made outside it, so that gradients can flow through plain ones.
 */
@NullMarked
package io.brushwork.tensor;

import org.jspecify.annotations.NullMarked;
