package io.brushwork.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.brushwork.base.JsonValue;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * How the values of an option are written in JSON.
 *
 * @param kind of JSON value
 * @param read throws an IllegalArgumentException for what is no such value
 */
record OptionForm<T>(TrainingOption.Kind kind, Function<JsonValue, T> read, Function<T, JsonNode> write) {
    static final OptionForm<Boolean> FLAG =
            new OptionForm<>(TrainingOption.Kind.FLAG, JsonValue::flag, BooleanNode::valueOf);
    static final OptionForm<Integer> COUNT =
            new OptionForm<>(TrainingOption.Kind.WHOLE, JsonValue::count, IntNode::valueOf);
    static final OptionForm<Long> WHOLE =
            new OptionForm<>(TrainingOption.Kind.WHOLE, JsonValue::whole, LongNode::valueOf);
    static final OptionForm<Double> NUMBER =
            new OptionForm<>(TrainingOption.Kind.NUMBER, JsonValue::number, DoubleNode::valueOf);
    static final OptionForm<String> TEXT = label(text -> text, text -> text);
    static final OptionForm<Path> PATH = label(Path::of, Path::toString);
    static final OptionForm<List<String>> TEXTS =
            new OptionForm<>(TrainingOption.Kind.TEXTS, JsonValue::texts, OptionForm::array);

    /** Values that are written as a text. */
    static <T> OptionForm<T> label(Function<String, T> parse, Function<T, String> label) {
        return new OptionForm<>(
                TrainingOption.Kind.TEXT,
                value -> parse.apply(value.text()),
                value -> TextNode.valueOf(label.apply(value)));
    }

    /** As {@link #label}, of values for which people write plain numbers too. */
    static <T> OptionForm<T> labelOrNumber(Function<String, T> parse, Function<T, String> label) {
        return new OptionForm<>(
                TrainingOption.Kind.TEXT,
                value -> parse.apply(value.node().isNumber() ? value.node().asText() : value.text()),
                value -> TextNode.valueOf(label.apply(value)));
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
