package io.brushwork.pocket.train;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TensorData;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.data.BaseDrawings;
import io.brushwork.pocket.data.Caption;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.pocket.net.UNetBlueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Puts the training of text model and U-Net together, and its result into one file. */
public final class BaseTraining implements AutoCloseable {
    /** Strength of guidance that suits so small a model (docs/pocket.md): with more, styles are lost and colours burn. */
    public static final double GUIDANCE = 3;

    private static final String AUTOENCODER = VaeBlueprint.PREFIX + ".";
    private static final int PROMPTS = 48;
    private static final int LATENT_CHANNELS = 4;

    private final TrainingLoop.Plan plan;
    private final List<Drawing> drawings;
    private final Vocabulary vocabulary;
    private final FileTensors vae;
    private final TrainingLoop loop;

    /**
     * Sizes of the networks.
     *
     * @param textWidth of the text model, which is the width of the context
     * @param textLayers of the text model
     * @param channels of the U-Net's first level
     * @param multiples of them at each level
     * @param blocks at each level
     */
    public record Sizes(int textWidth, int textLayers, int channels, List<Integer> multiples, int blocks) {}

    /**
     * @param drawings what is learnt
     * @param vaeFile written by {@link #writeVae}, or a whole checkpoint
     * @param from a checkpoint of the same sizes to begin with; null for random weights
     */
    public BaseTraining(
            List<Drawing> drawings, Path vaeFile, @Nullable Path from, Path folder, Sizes sizes, TrainingLoop.Plan plan)
            throws IOException {
        this.plan = plan;
        this.drawings = List.copyOf(drawings);
        vocabulary = Vocabulary.of(drawings.stream()
                .flatMap(drawing -> Caption.all(drawing).stream())
                .toList());
        Blueprint blueprint = new Blueprint();
        new ClipBlueprint(vocabulary.size(), sizes.textWidth(), sizes.textLayers()).addTo(blueprint);
        int levels = sizes.multiples().size();
        new UNetBlueprint(
                        sizes.channels(), sizes.multiples(), levels, sizes.blocks(), sizes.textWidth(), LATENT_CHANNELS)
                .addTo(blueprint);
        Map<String, StoredTensor> autoencoder =
                new LinkedHashMap<>(Safetensors.read(vaeFile).tensors());
        autoencoder.keySet().removeIf(name -> !name.startsWith(AUTOENCODER));
        vae = new FileTensors(vaeFile.toString(), autoencoder);
        if (from == null) {
            try (Scope scope = new Scope();
                    Parameters drawn = new Parameters(blueprint, Parameters.draw(blueprint, plan.seed()), false)) {
                loop = new TrainingLoop(folder, blueprint, plan, new WordsFirst(drawn, vocabulary));
            }
        } else {
            try (FileTensors before =
                    new FileTensors(from.toString(), Safetensors.read(from).tensors())) {
                loop = new TrainingLoop(folder, blueprint, plan, new TrainedBefore(before, vocabulary));
            }
        }
    }

    /** Runs to the end, or to a step before. */
    public void run(DrawingList list, BaseTask.Settings settings, long until, Consumer<String> report)
            throws IOException {
        report.accept(drawings.size() + " drawings, " + vocabulary.size() + " tokens, "
                + loop.parameters().blueprint().elements() + " weights");
        try (Pixels pixels = Pixels.read(list, drawings);
                Weights weights = Weights.of(vae, Compute.CPU)) {
            Tensor latents = Scope.retain(LatentScale.latents(VaeTask.autoencoder(weights), pixels));
            GeneratedSheets sheets =
                    new GeneratedSheets(vae, vocabulary, BaseDrawings.prompts(drawings, PROMPTS), pixels.side());
            report.accept("latents: deviation " + latents.std(true).item_double());
            try (BaseTask task = new BaseTask(
                    loop.parameters(), drawings, latents, vocabulary, settings, plan.shards(), plan.seed(), sheets)) {
                loop.run(task, until, report);
            }
        }
    }

    /** Writes the whole model in half precision, with the averaged weights. */
    public void export(Path file, Map<String, String> metadata) throws IOException {
        WholeCheckpoint whole = new WholeCheckpoint(loop.averaged(), LdmAutoencoder.of(vae), vocabulary);
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            for (String name : whole.names()) {
                tensors.put(name, new TensorBytes(whole.read(name).to(ScalarType.Half)));
            }
            Safetensors.write(file, tensors, new TreeMap<>(metadata));
        }
    }

    /** Steps that were done. */
    public long step() {
        return loop.step();
    }

    /** Writes the autoencoder of a training, its latents brought to the scale that all programs expect. */
    public static Quality writeVae(Path file, Parameters averaged, Pixels pixels, Pixels unseen) throws IOException {
        LatentScale.write(file, averaged, pixels);
        Checkpoint written = Safetensors.read(file);
        try (FileTensors tensors = new FileTensors(file.toString(), written.tensors());
                Weights weights = Weights.of(tensors, Compute.CPU)) {
            AutoencoderKl vae = VaeTask.autoencoder(weights);
            return Quality.measure(vae, unseen, Integer.MAX_VALUE);
        }
    }

    @Override
    public void close() {
        loop.close();
        vae.close();
    }
}
