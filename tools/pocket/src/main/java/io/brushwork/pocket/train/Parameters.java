package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.Slot;
import io.brushwork.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The tensors of a network as views of one long vector: the network reads them by name without a copy, and whatever is
 * done to all weights alike (the optimiser, the average, saving) is done to the vector. Convolutions lie channels last, as
 * the networks want them. Owns the views, not the vector.
 */
public final class Parameters implements TensorSource, AutoCloseable {
    private final Blueprint blueprint;
    private final Tensor vector;
    private final Map<String, Tensor> views = new LinkedHashMap<>();
    private final TensorVector leaves;

    /**
     * @param vector of {@code blueprint.elements()} numbers
     * @param trainable whether gradients are wanted
     */
    public Parameters(Blueprint blueprint, Tensor vector, boolean trainable) {
        if (vector.numel() != blueprint.elements()) {
            throw new IllegalArgumentException(
                    "vector: expected " + blueprint.elements() + " numbers, got " + vector.numel());
        }
        this.blueprint = blueprint;
        this.vector = vector;
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            long at = 0;
            for (Map.Entry<String, Slot> entry : blueprint.slots().entrySet()) {
                long elements = entry.getValue().elements();
                Tensor view =
                        shaped(vector.narrow(0, at, elements), entry.getValue()).detach();
                views.put(entry.getKey(), Scope.retain(view.set_requires_grad(trainable)));
                at += elements;
            }
            leaves = Scope.retain(new TensorVector(views.values().toArray(Tensor[]::new)));
        }
    }

    private static Tensor shaped(Tensor part, Slot slot) {
        long[] shape = slot.shape().stream().mapToLong(Long::longValue).toArray();
        return slot.isSpatial()
                ? part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
                : part.view(shape);
    }

    /** A vector with the numbers that the network starts from, made in the current scope. */
    public static Tensor draw(Blueprint blueprint, long seed) {
        return Scope.of(() -> {
            Tensor vector = torch.zeros(blueprint.elements());
            try (Generator generator = torch.make_generator_cpu(seed)) {
                GeneratorOptional random = new GeneratorOptional(generator);
                long at = 0;
                for (Slot slot : blueprint.slots().values()) {
                    Tensor part = vector.narrow(0, at, slot.elements());
                    switch (slot.start()) {
                        case CONSTANT -> part.fill_(new Scalar(slot.scale()));
                        case UNIFORM -> part.uniform_(-slot.scale(), slot.scale(), random);
                        case NORMAL -> part.normal_(0, slot.scale(), random);
                    }
                    at += slot.elements();
                }
            }
            return vector;
        });
    }

    /** A vector with the numbers of tensors that are there already, made in the current scope. */
    static Tensor copy(Blueprint blueprint, TensorSource trained) throws ModelFormatException {
        Tensor vector = torch.zeros(blueprint.elements());
        try (Parameters places = new Parameters(blueprint, vector, false);
                NoGradGuard constant = new NoGradGuard()) {
            for (Map.Entry<String, Tensor> place : places.views.entrySet()) {
                try (Scope scope = new Scope()) {
                    place.getValue().copy_(trained.read(place.getKey()));
                }
            }
        }
        return vector;
    }

    /** The tensors that gradients are wanted of, in the order of the blueprint. */
    TensorVector leaves() {
        return leaves;
    }

    /** Gradients of {@link #leaves} as one vector, in the order of this one's numbers. */
    Tensor flatten(TensorVector gradients) {
        return Scope.of(() -> {
            TensorVector parts = new TensorVector();
            int i = 0;
            for (Slot slot : blueprint.slots().values()) {
                Tensor gradient = gradients.get(i++);
                parts.push_back((slot.isSpatial() ? gradient.permute(0, 2, 3, 1) : gradient).reshape(-1));
            }
            return torch.cat(parts, 0);
        });
    }

    /** All numbers, one tensor after the other; not this object's to close. */
    Tensor vector() {
        return vector;
    }

    public Blueprint blueprint() {
        return blueprint;
    }

    @Override
    public String label() {
        return "trained tensors";
    }

    @Override
    public Set<String> names() {
        return views.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return Objects.requireNonNull(blueprint.slots().get(name), name).shape();
    }

    @Override
    public Tensor read(String name) {
        return new Tensor(Objects.requireNonNull(views.get(name), name));
    }

    @Override
    public void close() {
        leaves.close();
        views.values().forEach(Tensor::close);
        views.clear();
    }
}
