package io.brushwork.app.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A picture: its size, and how it was made where it says so. */
final class PictureFacts {
    private PictureFacts() {}

    static void add(Path file, ObjectNode facts) throws IOException {
        Picture picture = Picture.read(file);
        facts.put("bytes", Files.size(file)).put("size", picture.width() + "x" + picture.height());
        if (!FileFacts.isPng(file)) {
            return;
        }
        Map<String, String> texts = PngText.read(file);
        String parameters = texts.get(PngText.PARAMETERS);
        if (parameters != null) {
            Infotext text = Infotext.parse(parameters);
            facts.put("prompt", text.prompt());
            if (!text.negativePrompt().isEmpty()) {
                facts.put("negativePrompt", text.negativePrompt());
            }
            ObjectNode values = facts.putObject("parameters");
            text.parameters().forEach(values::put);
        }
        ObjectNode others = facts.putObject("otherTexts");
        texts.forEach((keyword, value) -> {
            if (!keyword.equals(PngText.PARAMETERS)) {
                others.put(keyword, value);
            }
        });
        if (others.isEmpty()) {
            facts.remove("otherTexts");
        }
    }
}
