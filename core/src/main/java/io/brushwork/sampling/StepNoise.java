package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/** Where a sampler's fresh noise comes from. */
@FunctionalInterface
interface StepNoise {
    /**
     * Standard normal noise for the way from one level to a lower one, {@code [n, c, h, w]}. Sources that draw and forget
     * give the next of their sequence, whatever the levels; a Brownian path gives the same for the same levels.
     */
    Tensor between(double from, double to);
}
