package io.brushwork.sampling;

import io.brushwork.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.bytedeco.pytorch.Tensor;

/** The last few tensors of a run, newest first, kept alive from step to step. The oldest is freed when it drops out. */
final class History implements AutoCloseable {
    private final int capacity;
    private final Deque<Tensor> tensors = new ArrayDeque<>();

    History(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return tensors.size();
    }

    /** The tensor pushed so many times ago; 0 is the newest. */
    Tensor get(int age) {
        Iterator<Tensor> it = tensors.iterator();
        for (int i = 0; i < age; i++) {
            it.next();
        }
        return it.next();
    }

    void push(Tensor tensor) {
        // A handle of our own on the same storage, so that freeing it later never touches the giver's.
        tensors.addFirst(Scope.retain(new Tensor(tensor)));
        if (tensors.size() > capacity) {
            tensors.removeLast().close();
        }
    }

    @Override
    public void close() {
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
