package io.brushwork.training;

import io.brushwork.ModelOptions;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.model.Networks;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Padding;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Packing;
import io.brushwork.text.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run trains on: the networks of a checkpoint with weights through which gradients flow, and which they are.
 *
 * @param compute what they run on; the hypernetwork is float32 all the same
 */
record TrainingModel(Networks networks, ModelIdentity identity, Compute compute) implements AutoCloseable {
    /** Which model the options name; its hashes are computed once for a cache. */
    static ModelIdentity identity(TrainingOptions options) throws IOException {
        TrainingOptions.Model model = options.model();
        ModelOptions files = ModelOptions.of(model.checkpoint()).withVae(model.vae());
        Path cache = options.saving().cache();
        if (cache != null) {
            Files.createDirectories(cache);
            files = files.withHashCache(cache.resolve("hashes.json"));
        }
        return ModelIdentity.of(files.checkpoint(), files.vae(), files.hashCache());
    }

    /**
     * Loads what the options name and {@link #identity} knows.
     *
     * @param oneSize whether all pictures have one size. Packed weights would have to be packed anew for each other one;
     *     and which weights are packed must not depend on what came first, so that a resumed run computes the same bits
     */
    static TrainingModel open(TrainingOptions options, ModelIdentity identity, boolean oneSize) throws IOException {
        TrainingOptions.Model model = options.model();
        boolean packs = Boolean.TRUE.equals(model.packing())
                && oneSize
                && !options.optimization().checkpointing();
        Compute compute = model.compute().with(packs ? Packing.BOTH_WAYS : Packing.NONE);
        Networks networks = Networks.load(model.checkpoint(), model.vae(), compute, model.prediction());
        return new TrainingModel(networks, identity, compute);
    }

    ClipTokenizer tokenizer() throws IOException {
        return new ClipTokenizer(networks.clip().cleaning());
    }

    AutoencoderKl vae() throws IOException {
        AutoencoderKl precise = networks.vaeInFloat32(Padding.ZERO);
        return precise == null ? networks.vae(Padding.ZERO) : precise;
    }

    /** What tells its autoencoder from others, for the cache; empty where files have no hash. */
    String vaeKey() {
        String hash = identity.vaeHash().isEmpty() ? identity.hash() : identity.vaeHash();
        return hash.isEmpty() ? "" : hash + " " + compute.device() + " fp32";
    }

    /** As {@link #vaeKey}, of its text model. */
    String textKey() {
        return identity.hash().isEmpty()
                ? ""
                : identity.hash() + " " + compute.device() + " " + Compute.label(compute.dtype());
    }

    /** The settings of a network that is trained on it from now on. */
    HypernetworkConfig settings(HypernetworkConfig network) {
        return network.withTraining(
                network.step(),
                identity.hash().isEmpty() ? null : identity.hash(),
                identity.name().replace('/', '_').replace('\\', '_'));
    }

    @Override
    public void close() {
        networks.close();
    }
}
