package io.brushwork.base;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of a JSON object from outside, read as what its field asks for.
 *
 * @param field its path, such as {@code hires.width}
 */
public record JsonValue(String field, JsonNode node) {
    /** @throws OptionException where it is no text */
    public String text() {
        return expect(node.isTextual(), "a text").asText();
    }

    /** @throws OptionException where it is no list of texts */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        expect(node.isArray(), "a list of texts")
                .forEach(entry -> texts.add(new JsonValue(field + "." + texts.size(), entry).text()));
        return texts;
    }

    /** @throws OptionException where it is neither true nor false */
    public boolean flag() {
        return expect(node.isBoolean(), "true or false").asBoolean();
    }

    /** @throws OptionException where it is no finite number */
    public double number() {
        return expect(node.isNumber() && Double.isFinite(node.asDouble()), "a number")
                .asDouble();
    }

    /** @throws OptionException where it is no whole number of at most 64 bits */
    public long whole() {
        return expect(node.isIntegralNumber() && node.canConvertToLong(), "a whole number")
                .asLong();
    }

    /** @throws OptionException where it is no whole number of at most 32 bits */
    public int count() {
        return expect(node.isIntegralNumber() && node.canConvertToInt(), "a whole number")
                .asInt();
    }

    private JsonNode expect(boolean holds, String expected) {
        String text = node.toString();
        Check.that(holds, field, expected, text.length() <= 100 ? text : text.substring(0, 100) + "…");
        return node;
    }
}
