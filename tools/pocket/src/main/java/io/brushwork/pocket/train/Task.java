package io.brushwork.pocket.train;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** What is learnt: a network over {@link Parameters}, its data and its loss. */
public interface Task {
    /** One batch, cut into shards of equal size that are computed side by side. Its tensors are of the current scope. */
    Batch batch(long step);

    /** Writes pictures that show how far the training is, made with the averaged weights. */
    void sheet(Path folder, long step, Parameters averaged) throws IOException;

    /** Shards of a batch. */
    interface Batch {
        /**
         * The mean loss of a shard, a scalar that gradients flow from. Called on any thread.
         *
         * @param terms where parts of the loss are noted for the log, by name
         */
        Tensor loss(int shard, Terms terms);
    }

    /** Parts of a loss, for the log. */
    interface Terms {
        void add(String name, Tensor scalar);
    }
}
