package io.brushwork.pocket.train;

import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Computes the gradient of a batch in shards, each on a thread of its own that uses one core. Networks this small gain
 * little from two cores within one operation. The number of shards is part of the training: it decides the order of sums.
 */
public final class Shards implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    Shards(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(
                count,
                work -> new Thread(() -> {
                    // Holds for operations that this thread starts; what is done to all weights alike may use every
                    // core.
                    LibTorch.threads(1);
                    work.run();
                }));
    }

    /**
     * Gradient of a batch.
     *
     * @param vector in the current scope
     * @param terms means over the shards, {@code loss} among them
     */
    record Gradient(Tensor vector, Map<String, Double> terms) {}

    private record Part(Tensor vector, Map<String, Double> terms) {}

    Gradient of(Task.Batch batch, Parameters parameters) {
        List<Future<Part>> running = IntStream.range(0, count)
                .mapToObj(shard -> threads.submit(() -> part(batch, shard, parameters)))
                .toList();
        List<Part> parts = new ArrayList<>();
        try (Scope scope = new Scope()) {
            for (Future<Part> future : running) {
                parts.add(future.get());
            }
            Tensor sum = parts.get(0).vector.clone();
            Map<String, Double> terms = new TreeMap<>();
            parts.subList(1, count).forEach(part -> sum.add_(part.vector));
            for (Part part : parts) {
                part.terms.forEach((name, value) -> terms.merge(name, value / count, Double::sum));
            }
            return new Gradient(scope.keep(sum.div_(new Scalar(count))), terms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the gradient could not be computed", e.getCause());
        } finally {
            parts.forEach(part -> part.vector.close());
        }
    }

    private static Part part(Task.Batch batch, int shard, Parameters parameters) {
        try (Scope scope = new Scope()) {
            Map<String, Double> terms = new TreeMap<>();
            Tensor loss = batch.loss(shard, (name, scalar) -> terms.put(name, scalar.item_double()));
            terms.put("loss", loss.item_double());
            TensorVector gradients = torch.grad(new TensorVector(loss), parameters.leaves());
            return new Part(Scope.retain(parameters.flatten(gradients)), terms);
        }
    }

    /** Every so many-th row of a tensor: each shard has some of all that stands in order, such as the steps of noise. */
    public static Tensor part(Tensor all, int shard, int shards) {
        return all.slice(0, new LongOptional(shard), new LongOptional(all.size(0)), shards);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
