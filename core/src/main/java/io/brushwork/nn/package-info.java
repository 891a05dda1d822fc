/**
 * Layers, attention's seam for hypernetworks, and {@code Weights}: a path into a checkpoint that fetches tensors,
 * checks their shapes and names what is missing.
 */
@NullMarked
package io.brushwork.nn;

import org.jspecify.annotations.NullMarked;
