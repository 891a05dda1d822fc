package io.brushwork.app.cli;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.Infotext;
import io.brushwork.files.picture.PngText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text in a picture that is to be made again, and how the new one turned out to differ. */
final class PictureText {
    private PictureText() {}

    /** The infotext of a PNG. */
    static Infotext read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ModelFormatException(file, "does not exist");
        }
        String text = PngText.read(file).get(PngText.PARAMETERS);
        if (text == null) {
            throw new ModelFormatException(file, "holds no text that says how it was made");
        }
        return Infotext.parse(text);
    }

    /** What is not as it was, one sentence each: models under the same name that are not the same file. */
    static List<String> differences(Infotext recorded, Infotext made) {
        List<String> differences = new ArrayList<>();
        for (String key : List.of("Model hash", "VAE hash")) {
            String before = recorded.value(key).orElse("");
            String now = made.value(key).orElse("");
            if (!before.isEmpty() && !before.equals(now)) {
                differences.add(key + ": the picture was made with " + before + ", this one with "
                        + (now.isEmpty() ? "none" : now));
            }
        }
        recorded.hypernetHashes().forEach((name, before) -> {
            String now = made.hypernetHashes().get(name);
            // Pictures of 2022 hold A1111's old hash of 8 digits, which says nothing here.
            if (now != null && before.length() == now.length() && !before.equals(now)) {
                differences.add(
                        "hypernetwork " + name + ": the picture was made with " + before + ", this one with " + now);
            }
        });
        return differences;
    }
}
