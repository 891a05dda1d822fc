package io.brushwork.app.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.catalog.FileHash;
import io.brushwork.catalog.HashCache;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DiffusersFolder;
import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Tells what a file is, and has the facts of that kind collected. */
public final class FileFacts {
    private static final int HEAD_BYTES = 12;
    private static final Pattern HYPERNETWORK = Pattern.compile("\\d+\\.[01kv]\\.linear.*");
    private static final Pattern LORA = Pattern.compile("lora_(unet|te).*|.*[._]lora[._]?(up|down|A|B|a|b)\\..*");
    private static final Pattern EMBEDDING = Pattern.compile("(string_to_param.*|emb_params|clip_[lg])");
    private static final Pattern AUTOENCODER =
            Pattern.compile("(first_stage_model\\.)?(encoder|decoder)\\.conv_(in|out)\\.weight");
    private static final Pattern PARTS = Pattern.compile("(model\\.diffusion_model|cond_stage_model|conditioner)\\..*");

    private FileFacts() {}

    /**
     * The facts.
     *
     * @throws ModelFormatException for what is missing, damaged, or neither a picture nor a model
     */
    public static ObjectNode of(Path file, HashCache hashes) throws IOException {
        if (!Files.exists(file)) {
            throw new ModelFormatException(file, "does not exist");
        }
        ObjectNode facts = new JsonMapper().createObjectNode();
        facts.put("file", file.toString());
        if (Files.isDirectory(file)) {
            if (!DiffusersFolder.isOne(file)) {
                throw new ModelFormatException(file, "is a folder, but not one of Diffusers");
            }
            ModelFacts.add(
                    DiffusersFolder.open(file), facts.put("kind", "checkpoint").put("format", "Diffusers folder"));
            return facts;
        }
        if (isPicture(file)) {
            PictureFacts.add(file, facts.put("kind", "picture"));
            return facts;
        }
        model(file, hashes, facts);
        return facts;
    }

    private static void model(Path file, HashCache hashes, ObjectNode facts) throws IOException {
        Checkpoint model = Checkpoint.open(file);
        Set<String> names = model.tensors().keySet();
        facts.put("kind", kind(names)).put("bytes", Files.size(file));
        String sha256 = hashes.sha256(file);
        facts.put("sha256", sha256).put("hash", FileHash.shortHash(sha256)).put("oldHash", FileHash.oldHash(file));
        if (any(names, HYPERNETWORK)) {
            HypernetworkFacts.add(file, facts);
        } else {
            ModelFacts.add(model, facts);
        }
    }

    private static String kind(Set<String> names) {
        if (any(names, HYPERNETWORK)) {
            return "hypernetwork";
        }
        if (any(names, LORA)) {
            return "LoRA";
        }
        if (any(names, EMBEDDING)) {
            return "embedding";
        }
        if (any(names, PARTS)) {
            return "checkpoint";
        }
        return any(names, AUTOENCODER) ? "VAE" : "unknown model";
    }

    private static boolean any(Set<String> names, Pattern pattern) {
        Predicate<String> fits = pattern.asMatchPredicate();
        return names.stream().anyMatch(fits);
    }

    /** By content: a JPEG may be called .png. */
    static boolean isPng(Path file) throws IOException {
        return head(file).startsWith("\u0089PNG");
    }

    private static boolean isPicture(Path file) throws IOException {
        String head = head(file);
        return isPng(file)
                || head.startsWith("\u00ff\u00d8\u00ff")
                || head.startsWith("GIF8")
                || head.startsWith("BM")
                || (head.startsWith("RIFF") && head.endsWith("WEBP"));
    }

    /** The first bytes, each as one character. */
    private static String head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
        }
    }
}
