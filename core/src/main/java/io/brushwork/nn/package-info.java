/**
 * Layers, attention's seam for hypernetworks, and {@code Weights}: a path into a checkpoint that fetches tensors,
 * checks their shapes and names what is missing. Weights are plain, or packed for oneDNN's kernels ({@link
 * io.brushwork.tensor.Packing}); {@code PackedAutograd} lets gradients through packed ones.
 */
@NullMarked
package io.brushwork.nn;

import org.jspecify.annotations.NullMarked;
