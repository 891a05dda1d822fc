package io.brushwork.catalog;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.PngText;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A picture that is to be made again, and the text in it. */
public record RecordedPicture(Path picture, Infotext text) {
    private static final String NONE = "none";
    /** Digits of A1111's hash of before 2023. */
    private static final int OLD_HASH = 8;

    /** The infotext of a PNG. */
    public static RecordedPicture read(Path picture) throws IOException {
        if (!Files.exists(picture)) {
            throw new ModelFormatException(picture, "does not exist");
        }
        String text = PngText.read(picture).get(PngText.PARAMETERS);
        if (text == null) {
            throw new ModelFormatException(picture, "holds no text that says how it was made");
        }
        return new RecordedPicture(picture, Infotext.parse(text));
    }

    /** The checkpoint that it names, under the key {@code Model}; empty where it names none. */
    Optional<RecordedModel> checkpoint() {
        return model("model", "Model");
    }

    /** The separate autoencoder that it names, under the key {@code VAE}; empty where it names none. */
    Optional<RecordedModel> vae() {
        return model("vae", "VAE");
    }

    private Optional<RecordedModel> model(String field, String key) {
        return text.value(key)
                .filter(name -> !name.equalsIgnoreCase(NONE))
                .map(name -> new RecordedModel(
                        picture, field, name, text.value(key + " hash").orElse("")));
    }

    /**
     * What is not as it was, one sentence each: models under the same name that are not the same file.
     *
     * @param networks short hashes of the hypernetworks that the prompts name
     */
    public List<String> differences(ModelIdentity model, Map<String, String> networks) {
        List<String> differences = new ArrayList<>();
        String before = text.value("Model hash").orElse("");
        add(differences, "model", before, before.length() == OLD_HASH ? model.oldHash() : model.hash());
        add(differences, "VAE", text.value("VAE hash").orElse(""), model.vaeHash());
        text.hypernetHashes().forEach((name, hash) -> {
            String now = networks.get(name);
            // Of hypernetworks the old hash is not known: it says nothing here.
            if (now != null && hash.length() == now.length()) {
                add(differences, "hypernetwork " + name, hash, now);
            }
        });
        return differences;
    }

    private static void add(List<String> differences, String what, String before, String now) {
        if (!before.isEmpty() && !before.equals(now)) {
            differences.add("another " + what + ": the picture was made with " + before + ", this one is made with "
                    + (now.isEmpty() ? "none that has a hash" : now));
        }
    }
}
