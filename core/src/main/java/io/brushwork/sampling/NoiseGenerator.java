package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/** A seeded sequence of standard normal numbers. */
interface NoiseGenerator extends AutoCloseable {
    /** The next numbers, as a float32 tensor on the processor. */
    Tensor normal(long... shape);

    @Override
    void close();
}
