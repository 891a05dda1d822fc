package io.brushwork.sampling;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/** One step of a sampler. What it makes is freed at its end, save its result and what it pushed to the history. */
@FunctionalInterface
interface Step {
    /**
     * Takes the step.
     *
     * @param x latent before the step
     * @param i 0 for the first step
     * @param history what earlier steps left for later ones
     * @return latent after the step
     */
    Tensor next(Tensor x, int i, History history);

    /** Takes {@code count} steps from {@code start}, which stays the caller's; the result enters the caller's scope. */
    static Tensor repeat(Tensor start, int count, int remembered, Step step) {
        try (Scope scope = new Scope();
                History x = new History(1);
                History history = new History(remembered)) {
            x.push(start);
            for (int i = 0; i < count; i++) {
                try (Scope one = new Scope()) {
                    x.push(step.next(x.get(0), i, history));
                }
            }
            return scope.keep(new Tensor(x.get(0)));
        }
    }
}
