/**
 * Measurements of speed and memory at the size of SD 1.5, with random weights: {@link io.brushwork.bench.Main} runs them
 * by name, docs/performance.md reports them.
 *
 * <p>The speed of a shared machine swings by a factor of two from one minute to the next. What is compared is therefore
 * run in turn (A B A B …), and what is reported is the median of the ratios of neighbours: {@link
 * io.brushwork.bench.InTurn}.
 */
@NullMarked
package io.brushwork.bench;

import org.jspecify.annotations.NullMarked;
