package io.brushwork;

import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.generation.PostProcessor;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files to load, and how the networks run.
 *
 * @param checkpoint a .safetensors, .ckpt or .pt file, or a folder in Diffusers' layout
 * @param vae a file with another autoencoder; null for the checkpoint's own
 * @param prediction what the U-Net gives; null to find out, as A1111 does: eps for SD 1, a probe of the network for SD 2
 * @param hypernetworks where the networks named in prompts are looked up; null for nowhere
 * @param postProcessors what requests can name to work on their pictures
 * @param hashCache file that remembers the hashes of large files; null to compute them each time
 */
public record ModelOptions(
        Path checkpoint,
        @Nullable Path vae,
        Compute compute,
        @Nullable Prediction prediction,
        @Nullable ModelFolder hypernetworks,
        @Nullable Path hashCache,
        List<PostProcessor> postProcessors) {

    /** Copies the list. */
    public ModelOptions {
        postProcessors = List.copyOf(postProcessors);
    }

    /** This checkpoint, in float32 on the processor, without hypernetworks. */
    public static ModelOptions of(Path checkpoint) {
        return new ModelOptions(checkpoint, null, Compute.CPU, null, null, null, List.of());
    }

    public ModelOptions withVae(@Nullable Path file) {
        return new ModelOptions(checkpoint, file, compute, prediction, hypernetworks, hashCache, postProcessors);
    }

    public ModelOptions withCompute(Compute value) {
        return new ModelOptions(checkpoint, vae, value, prediction, hypernetworks, hashCache, postProcessors);
    }

    public ModelOptions withPrediction(@Nullable Prediction value) {
        return new ModelOptions(checkpoint, vae, compute, value, hypernetworks, hashCache, postProcessors);
    }

    public ModelOptions withHypernetworks(@Nullable ModelFolder folder) {
        return new ModelOptions(checkpoint, vae, compute, prediction, folder, hashCache, postProcessors);
    }

    /** The networks of a folder, its subfolders included; or one file. */
    public ModelOptions withHypernetworks(Path folder) throws IOException {
        return withHypernetworks(ModelFolder.of(ModelKind.HYPERNETWORK, folder));
    }

    public ModelOptions withHashCache(@Nullable Path file) {
        return new ModelOptions(checkpoint, vae, compute, prediction, hypernetworks, file, postProcessors);
    }

    public ModelOptions withPostProcessors(List<PostProcessor> values) {
        return new ModelOptions(checkpoint, vae, compute, prediction, hypernetworks, hashCache, values);
    }
}
