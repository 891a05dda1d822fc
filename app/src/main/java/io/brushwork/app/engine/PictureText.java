package io.brushwork.app.engine;

import io.brushwork.catalog.ModelIdentity;
import io.brushwork.files.ModelFormatException;
import io.brushwork.infotext.Infotext;
import io.brushwork.files.picture.PngText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A picture that is to be made again, and the text in it. */
record PictureText(Path picture, Infotext text) {
    /** Digits of A1111's hash of before 2023. */
    private static final int OLD_HASH = 8;

    /** The infotext of a PNG. */
    static PictureText read(Path picture) throws IOException {
        if (!Files.exists(picture)) {
            throw new ModelFormatException(picture, "does not exist");
        }
        String text = PngText.read(picture).get(PngText.PARAMETERS);
        if (text == null) {
            throw new ModelFormatException(picture, "holds no text that says how it was made");
        }
        return new PictureText(picture, Infotext.parse(text));
    }

    /**
     * What is not as it was, one sentence each: models under the same name that are not the same file.
     *
     * @param networks short hashes of the hypernetworks that the prompts name
     */
    List<String> differences(ModelIdentity model, Map<String, String> networks) {
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
