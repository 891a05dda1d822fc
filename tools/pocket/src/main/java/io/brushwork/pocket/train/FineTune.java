package io.brushwork.pocket.train;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.files.picture.Picture;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Trains the whole U-Net of a checkpoint further on a few captioned pictures, and writes another checkpoint. */
public final class FineTune implements AutoCloseable {
    private static final String UNET = "model.diffusion_model.";

    private final Checkpoint checkpoint;
    private final FileTensors tensors;

    public FineTune(Path model) throws IOException {
        checkpoint = Checkpoint.open(model);
        tensors = new FileTensors(model.toString(), checkpoint.tensors());
    }

    /**
     * Trains and writes.
     *
     * @param pictures of the model's size
     * @param captions one for each
     * @param folder for the state and the log
     * @param out the checkpoint that is made, with the averaged weights in half precision
     */
    public void run(
            List<Picture> pictures,
            List<String> captions,
            int batch,
            Path folder,
            TrainingLoop.Plan plan,
            Path out,
            Consumer<String> report)
            throws IOException {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        tensors.names().stream()
                .filter(name -> name.startsWith(UNET))
                .forEach(name -> shapes.put(name, tensors.shape(name)));
        try (Scope scope = new Scope();
                Pixels pixels = Pixels.of(pictures);
                Weights weights = Weights.of(tensors, Compute.CPU);
                TrainingLoop loop = new TrainingLoop(folder, Blueprint.of(shapes), plan, tensors)) {
            Tensor latents = LatentScale.latents(VaeTask.autoencoder(weights), pixels);
            Tensor contexts = contexts(ClipTextModel.of(weights.at("cond_stage_model"), false), captions);
            try (FineTuneTask task =
                    new FineTuneTask(loop.parameters(), latents, contexts, batch, plan.shards(), plan.seed())) {
                loop.run(task, Long.MAX_VALUE, report);
            }
            write(out, loop.averaged());
        }
    }

    /** [n, 77, width] */
    private static Tensor contexts(ClipTextModel clip, List<String> captions) {
        ClipTokenizer tokenizer = new ClipTokenizer();
        long[] ids = new long[captions.size() * ClipBlueprint.LENGTH];
        Arrays.fill(ids, ClipTokenizer.END);
        for (int i = 0; i < captions.size(); i++) {
            int start = i * ClipBlueprint.LENGTH;
            ids[start] = ClipTokenizer.START;
            int[] caption = tokenizer.encode(captions.get(i));
            for (int k = 0; k < Math.min(caption.length, ClipBlueprint.LENGTH - 2); k++) {
                ids[start + 1 + k] = caption[k];
            }
        }
        return Scope.of(() -> {
            try (NoGradGuard constant = new NoGradGuard()) {
                return clip.encode(torch.tensor(ids).view(captions.size(), ClipBlueprint.LENGTH), 1);
            }
        });
    }

    private void write(Path out, Parameters trained) throws IOException {
        Map<String, TensorData> written = new LinkedHashMap<>();
        try (NoGradGuard constant = new NoGradGuard()) {
            for (String name : tensors.names()) {
                Tensor tensor = name.startsWith(UNET) ? trained.read(name) : tensors.read(name);
                written.put(name, new TensorBytes(tensor.to(ScalarType.Half)));
            }
        }
        Safetensors.write(out, written, new TreeMap<>(checkpoint.metadata()));
    }

    @Override
    public void close() {
        tensors.close();
    }
}
