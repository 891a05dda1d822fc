package io.brushwork.pocket.train;

import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Brings latents to mean 0 and deviation 1 in each channel, once they are scaled as all programs scale them: a map of the
 * latents that is folded into the two 1x1 convolutions beside them, so that nobody need know of it.
 *
 * @param mean of each latent channel, unscaled: [channels]
 * @param factor what each channel is multiplied by: [channels]
 */
public record LatentScale(Tensor mean, Tensor factor) {
    private static final int BATCH = 32;
    private static final int MEASURED = 2048;
    private static final String QUANT = VaeBlueprint.PREFIX + ".quant_conv.";
    private static final String POST_QUANT = VaeBlueprint.PREFIX + ".post_quant_conv.";

    /** Measures the latents of drawings, evenly spread; in the current scope. */
    static LatentScale measure(AutoencoderKl vae, Pixels pixels) {
        long[] chosen = VaeTask.spread(pixels.count(), MEASURED);
        Tensor means = means(vae, pixels, chosen);
        Tensor byChannel = means.transpose(0, 1).flatten(1, -1);
        Tensor mean = byChannel.mean(1);
        Tensor deviation = byChannel.sub(mean.unsqueeze(1)).square().mean(1).sqrt();
        return new LatentScale(
                mean, deviation.mul(new Scalar(ModelFamily.SD1.latentScale())).reciprocal());
    }

    /** Unscaled means of the latents of drawings [n, channels, h, w]. */
    private static Tensor means(AutoencoderKl vae, Pixels pixels, long[] chosen) {
        return Scope.of(() -> {
            TensorVector parts = new TensorVector();
            for (int start = 0; start < chosen.length; start += BATCH) {
                long[] some = Arrays.copyOfRange(chosen, start, Math.min(start + BATCH, chosen.length));
                parts.push_back(Scope.of(() -> vae.moments(pixels.floats(some))
                        .narrow(1, 0, vae.latentChannels())
                        .clone()));
            }
            return torch.cat(parts, 0);
        });
    }

    /** Latents as the U-Net sees them, of all drawings: [n, channels, h, w]. */
    public static Tensor latents(AutoencoderKl vae, Pixels pixels) {
        return Scope.of(() -> {
            try (NoGradGuard constant = new NoGradGuard()) {
                return means(vae, pixels, LongStream.range(0, pixels.count()).toArray())
                        .mul(new Scalar(ModelFamily.SD1.latentScale()));
            }
        });
    }

    /** Writes an autoencoder with its latents brought to scale. */
    static void write(Path file, Parameters trained, Pixels pixels) throws IOException {
        try (Scope scope = new Scope();
                Weights weights = Weights.of(trained, Compute.CPU);
                NoGradGuard constant = new NoGradGuard()) {
            LatentScale scale = measure(VaeTask.autoencoder(weights), pixels);
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            for (String name : trained.names()) {
                tensors.put(name, new TensorBytes(scale.folded(name, trained)));
            }
            Safetensors.write(file, tensors, Map.of());
        }
    }

    private Tensor folded(String name, Parameters trained) {
        Tensor tensor = trained.read(name);
        return switch (name) {
            case QUANT + "weight" ->
                tensor.mul(torch.cat(new TensorVector(factor, torch.ones_like(factor)), 0)
                        .view(-1, 1, 1, 1));
            case QUANT + "bias" -> foldedBias(tensor);
            case POST_QUANT + "weight" -> tensor.div(factor.view(1, -1, 1, 1));
            case POST_QUANT + "bias" ->
                tensor.add(torch.matmul(trained.read(POST_QUANT + "weight").flatten(1, -1), mean));
            default -> tensor;
        };
    }

    /** Means are moved and scaled; logarithms of variances grow by twice the factor's logarithm. */
    private Tensor foldedBias(Tensor bias) {
        long channels = mean.size(0);
        Tensor means = bias.narrow(0, 0, channels).sub(mean).mul(factor);
        Tensor logarithms = bias.narrow(0, channels, channels).add(factor.log().mul(new Scalar(2)));
        return torch.cat(new TensorVector(means, logarithms), 0);
    }
}
