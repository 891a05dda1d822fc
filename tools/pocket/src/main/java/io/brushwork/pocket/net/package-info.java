/**
 * What the tensors of a Stable Diffusion 1 checkpoint are called, which shapes they have and how they begin: the networks
 * of {@code io.brushwork.model} read their architecture off them.
 */
@NullMarked
package io.brushwork.pocket.net;

import org.jspecify.annotations.NullMarked;
