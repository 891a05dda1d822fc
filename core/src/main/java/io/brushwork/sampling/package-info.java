/**
 * Turns noise into latents: noise levels, denoisers and samplers, in the notation of Karras et al.
 * (<a href="https://arxiv.org/abs/2206.00364">arXiv:2206.00364</a>), with the names and numbers of A1111.
 */
@NullMarked
package io.brushwork.sampling;

import org.jspecify.annotations.NullMarked;
