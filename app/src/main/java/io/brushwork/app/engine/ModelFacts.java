package io.brushwork.app.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DiffusersFolder;
import io.brushwork.files.StoredTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A checkpoint, or another file of tensors: what generation it is of, its parts, their sizes. Read off names and shapes. */
final class ModelFacts {
    private static final String UNET = "model.diffusion_model.";
    private static final String VAE = "first_stage_model.";
    private static final String TEXT = "cond_stage_model.";
    private static final String SDXL_TEXT = "conditioner.";
    private static final Pattern SELF = Pattern.compile(".*\\.attn1\\.to_k\\.weight");
    private static final Pattern CROSS = Pattern.compile(".*\\.attn2\\.to_k\\.weight");
    /** Width of the context of SD 2. */
    private static final long SD2_CONTEXT = 1024;

    /** Settings that trainers add may be megabytes long. */
    private static final int LONGEST = 400;

    private ModelFacts() {}

    static void add(Checkpoint model, ObjectNode facts) {
        Map<String, StoredTensor> tensors = model.tensors();
        if (hasPart(tensors, UNET)) {
            facts.put("generation", generation(model));
            addPrediction(model, facts);
            addUNet(tensors, facts);
        }
        facts.put("tensors", tensors.size()).put("parameters", parameters(tensors.values()));
        ObjectNode types = facts.putObject("parametersByType");
        byType(tensors.values()).forEach(types::put);
        if (hasPart(tensors, UNET) || hasPart(tensors, VAE)) {
            ArrayNode parts = facts.putArray("parts");
            byPart(tensors)
                    .forEach((name, part) -> parts.addObject()
                            .put("part", name)
                            .put("tensors", part.size())
                            .put("parameters", parameters(part.values()))
                            .put(
                                    "types",
                                    String.join(", ", byType(part.values()).keySet())));
        }
        if (!model.metadata().isEmpty()) {
            ObjectNode metadata = facts.putObject("metadata");
            model.metadata().forEach((key, value) -> metadata.put(key, cut(value)));
        }
    }

    private static boolean hasPart(Map<String, StoredTensor> tensors, String prefix) {
        return tensors.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** By the text tower; in folders of Diffusers those of SD 1 and SD 2 have the same names. */
    private static String generation(Checkpoint model) {
        Map<String, StoredTensor> tensors = model.tensors();
        if (hasPart(tensors, SDXL_TEXT)) {
            return "SDXL";
        }
        if (isOpenClip(model) || widths(tensors, CROSS).contains(SD2_CONTEXT)) {
            return "SD 2";
        }
        return hasPart(tensors, TEXT + "transformer.") ? "SD 1" : "unknown";
    }

    private static boolean isOpenClip(Checkpoint model) {
        return hasPart(model.tensors(), TEXT + "model.")
                || "gelu".equals(model.metadata().get(DiffusersFolder.TEXT_ACTIVATION));
    }

    /** As the loader takes it, which believes no other key of the metadata than this one. */
    private static void addPrediction(Checkpoint model, ObjectNode facts) {
        String recorded = model.metadata().get(DiffusersFolder.PREDICTION);
        String generation = facts.path("generation").asText();
        if (recorded != null) {
            facts.put("prediction", recorded);
        } else if (isOpenClip(model)) {
            facts.put("prediction", "not recorded; found out by a test of the network when it is loaded");
        } else if (generation.equals("SD 1")) {
            facts.put("prediction", "eps");
        } else if (generation.equals("SD 2")) {
            facts.put("prediction", "not recorded; taken for eps when it is loaded");
        }
    }

    private static void addUNet(Map<String, StoredTensor> tensors, ObjectNode facts) {
        StoredTensor first = tensors.get(UNET + "input_blocks.0.0.weight");
        if (first != null && first.shape().size() == 4) {
            facts.put("inChannels", first.shape().get(1));
        }
        ArrayNode cross = facts.putArray("crossAttentionWidths");
        widths(tensors, CROSS).forEach(cross::add);
        ArrayNode self = facts.putArray("selfAttentionWidths");
        widths(tensors, SELF).forEach(self::add);
    }

    private static Set<Long> widths(Map<String, StoredTensor> tensors, Pattern projection) {
        Set<Long> widths = new TreeSet<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(UNET)
                    && tensor.shape().size() == 2
                    && projection.matcher(name).matches()) {
                widths.add(tensor.shape().get(1));
            }
        });
        return widths;
    }

    private static Map<String, Map<String, StoredTensor>> byPart(Map<String, StoredTensor> tensors) {
        Map<String, Map<String, StoredTensor>> parts = new TreeMap<>();
        tensors.forEach((name, tensor) ->
                parts.computeIfAbsent(part(name), part -> new LinkedHashMap<>()).put(name, tensor));
        return parts;
    }

    private static String part(String name) {
        if (name.startsWith(UNET)) {
            return "U-Net";
        }
        if (name.startsWith(VAE)) {
            return "VAE";
        }
        return name.startsWith(TEXT) || name.startsWith(SDXL_TEXT) ? "text model" : "other";
    }

    private static Map<String, Long> byType(Collection<StoredTensor> tensors) {
        Map<String, Long> types = new TreeMap<>();
        tensors.forEach(tensor -> types.merge(tensor.dtype().label(), tensor.elements(), Long::sum));
        return types;
    }

    private static long parameters(Collection<StoredTensor> tensors) {
        return tensors.stream().mapToLong(StoredTensor::elements).sum();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
    }
}
