package io.brushwork.training;

import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.nn.ContextTransform;
import io.brushwork.tensor.Scope;
import io.brushwork.training.TrainingData.EncodedPicture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The loss on pictures that are never trained on, at timesteps and with noise that are always the same: only the network
 * can change it. Timesteps lie evenly over the range, for each picture others.
 */
final class HoldoutLoss {
    /** Passes through the U-Net for one measurement, where there are not more pictures: a compromise with time. */
    private static final int PASSES = 16;

    private static final int TIMESTEPS = 1000;

    private final Backprop backprop;
    private final TrainingData data;
    private final List<EncodedPicture> pictures;
    private final RememberingListener listener;

    HoldoutLoss(Backprop backprop, TrainingData data, List<EncodedPicture> pictures, RememberingListener listener) {
        this.listener = listener;
        this.backprop = backprop;
        this.data = data;
        this.pictures = List.copyOf(pictures);
    }

    boolean isEmpty() {
        return pictures.isEmpty();
    }

    /** Mean loss with a network as it is used, without dropout. */
    double of(Hypernetwork network) throws IOException {
        return mean(network.transform(Strength.FULL));
    }

    /** Mean loss of the model alone. */
    double without() throws IOException {
        return mean(ContextTransform.NONE);
    }

    private double mean(ContextTransform transform) throws IOException {
        return losses(transform).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /**
     * The loss of each picture at each of its timesteps.
     *
     * @throws CancellationException where the listener wants to stop
     */
    List<Double> losses(ContextTransform transform) throws IOException {
        int each = Math.max(1, PASSES / pictures.size());
        int passes = each * pictures.size();
        List<Double> losses = new ArrayList<>();
        for (int pass = 0; pass < passes; pass++) {
            if (listener.stop().endsJob()) {
                throw new CancellationException();
            }
            int timestep = (int) ((pass + 0.5) * TIMESTEPS / passes);
            try (Scope scope = new Scope()) {
                losses.add(backprop.evaluate(data.fixed(pictures.get(pass % pictures.size()), timestep), transform));
            }
        }
        return losses;
    }
}
