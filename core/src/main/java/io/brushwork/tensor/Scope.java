package io.brushwork.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * A region of native memory: what is made inside on this thread is freed at its end, save what is {@linkplain #keep
 * kept}. Native memory is invisible to the garbage collector, so every loop and every public operation opens one.
 */
public final class Scope implements AutoCloseable {
    private final PointerScope outer;
    private final PointerScope inner;

    public Scope() {
        LibTorch.load();
        outer = PointerScope.getInnerScope();
        inner = new PointerScope();
    }

    /** Runs the body in a scope of its own and lets only its result out, as {@link #keep} does. */
    public static <P extends Pointer> P of(Supplier<P> body) {
        try (Scope scope = new Scope()) {
            return scope.keep(body.get());
        }
    }

    /**
     * Hands a pointer made in this scope (and no other) to the enclosing scope. Where there is none it is the caller's, who frees it with
     * {@code close()}.
     */
    public <P extends Pointer> P keep(P pointer) {
        if (outer != null) {
            outer.attach(pointer);
        } else {
            retain(pointer);
        }
        return pointer;
    }

    /** Lets a pointer outlive every scope; its owner frees it with {@code close()}. */
    public static <P extends Pointer> P retain(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    /** Runs the body in a scope of its own; its result outlives every scope, as {@link #retain} does. */
    public static <P extends Pointer> P retained(Supplier<P> body) {
        try (Scope scope = new Scope()) {
            return retain(body.get());
        }
    }

    @Override
    public void close() {
        inner.close();
    }
}
