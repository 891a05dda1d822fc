package io.brushwork.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model as Diffusers keeps it, a folder with {@code unet/}, {@code vae/}, {@code text_encoder/} and {@code
 * scheduler/}, seen as one checkpoint with the names of CompVis. Nothing is copied: the tensors stay where they lie.
 *
 * <p>The metadata hold {@link #PREDICTION} and {@link #TEXT_ACTIVATION}, where the folder's settings say them; sizes are
 * read off the tensors, as for every checkpoint. The tokenizer's files are not read: it is CLIP's in all of them.
 */
public final class DiffusersFolder {
    /** Key of the metadata: {@code eps} or {@code v}. */
    public static final String PREDICTION = "prediction";

    /** Key of the metadata: the text model's activation, {@code quick_gelu} or {@code gelu}. */
    public static final String TEXT_ACTIVATION = "text_activation";

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MAX_SETTINGS = 1 << 20;

    private enum Part {
        UNET("unet", "diffusion_pytorch_model"),
        VAE("vae", "diffusion_pytorch_model"),
        TEXT("text_encoder", "model");

        private final String folder;
        private final String stem;

        Part(String folder, String stem) {
            this.folder = folder;
            this.stem = stem;
        }

        /** The file names it may have, the best first: safetensors, full precision, as Diffusers chooses. */
        List<String> files() {
            String torchStem = this == TEXT ? "pytorch_model" : stem;
            return List.of(
                    stem + ".safetensors", stem + ".fp16.safetensors", torchStem + ".bin", torchStem + ".fp16.bin");
        }

        Function<String, Optional<String>> ldmNames(Collection<String> names) {
            return switch (this) {
                case UNET -> DiffusersNames.unet(names);
                case VAE -> DiffusersNames.vae(names);
                case TEXT -> DiffusersNames.text(names);
            };
        }
    }

    private DiffusersFolder() {}

    /** Whether a path is such a folder: {@code unet/} beside {@code vae/} or {@code model_index.json}. */
    public static boolean isOne(Path folder) {
        return Files.isDirectory(folder.resolve(Part.UNET.folder))
                && (Files.isDirectory(folder.resolve(Part.VAE.folder))
                        || Files.isRegularFile(folder.resolve("model_index.json")));
    }

    /**
     * Opens the folder.
     *
     * @throws ModelFormatException where a part is missing or damaged, or has a tensor that no Stable Diffusion has
     */
    public static Checkpoint open(Path folder) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            addPart(part, file(folder, part), tensors);
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Optional<String> prediction = setting(folder.resolve("scheduler/scheduler_config.json"), "prediction_type");
        if (prediction.isPresent()) {
            metadata.put(PREDICTION, prediction(folder, prediction.get()));
        }
        setting(folder.resolve("text_encoder/config.json"), "hidden_act")
                .ifPresent(activation -> metadata.put(TEXT_ACTIVATION, activation));
        return new Checkpoint(folder, tensors, metadata);
    }

    private static Path file(Path folder, Part part) throws ModelFormatException {
        Path place = folder.resolve(part.folder);
        List<String> tried = new ArrayList<>();
        for (String name : part.files()) {
            if (Files.isRegularFile(place.resolve(name))) {
                return place.resolve(name);
            }
            if (Files.isRegularFile(place.resolve(name + ".index.json"))) {
                throw new ModelFormatException(
                        place, "its weights lie in several pieces, which Brushwork does not read");
            }
            tried.add(name);
        }
        throw new ModelFormatException(
                folder,
                "has no " + part.folder + "/" + tried.get(0) + ", nor " + String.join(", nor ", tried.subList(1, 4)));
    }

    private static void addPart(Part part, Path file, Map<String, StoredTensor> tensors) throws IOException {
        Map<String, StoredTensor> stored = Checkpoint.open(file).tensors();
        Function<String, Optional<String>> names = part.ldmNames(stored.keySet());
        for (Map.Entry<String, StoredTensor> entry : stored.entrySet()) {
            String name = names.apply(entry.getKey())
                    .orElseThrow(() -> new ModelFormatException(
                            file, "the tensor " + entry.getKey() + " is none of Stable Diffusion's " + part.folder));
            if (tensors.put(name, asLdm(name, entry.getValue())) != null) {
                throw new ModelFormatException(file, "the tensor " + entry.getKey() + " is there under two names");
            }
        }
    }

    private static StoredTensor asLdm(String name, StoredTensor tensor) {
        if (!DiffusersNames.isVaeProjection(name) || tensor.shape().size() != 2) {
            return tensor;
        }
        return new StoredTensor(
                tensor.file(),
                tensor.dtype(),
                List.of(tensor.shape().get(0), tensor.shape().get(1), 1L, 1L),
                List.of(tensor.strides().get(0), tensor.strides().get(1), 1L, 1L),
                tensor.offset(),
                tensor.order());
    }

    private static String prediction(Path folder, String type) throws ModelFormatException {
        return switch (type) {
            case "epsilon" -> "eps";
            case "v_prediction" -> "v";
            default ->
                throw new ModelFormatException(
                        folder, "its network predicts \"" + type + "\"; expected epsilon or v_prediction");
        };
    }

    /** A text of a JSON file; empty where the file or the key is missing. */
    private static Optional<String> setting(Path file, String key) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_SETTINGS) {
            throw new ModelFormatException(file, "is larger than 1 MiB: too large for settings");
        }
        try {
            JsonNode value = JSON.readTree(Files.readAllBytes(file)).path(key);
            return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            ModelFormatException damage = new ModelFormatException(file, "is not JSON");
            damage.initCause(e);
            throw damage;
        }
    }
}
