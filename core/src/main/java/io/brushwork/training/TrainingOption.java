package io.brushwork.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.brushwork.base.Check;
import io.brushwork.base.JsonValue;
import io.brushwork.base.OptionException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One option of training: where it stands in {@code settings.json}, what it is for, and which value of {@link
 * TrainingOptions} it is. {@link TrainingOptionTable} has one for each.
 *
 * @param <T> type of its values
 */
public final class TrainingOption<T> {
    /** What a value is in JSON. */
    public enum Kind {
        FLAG,
        WHOLE,
        NUMBER,
        TEXT,
        TEXTS
    }

    private final String path;
    private final String label;
    private final String help;
    private final @Nullable String otherwise;
    private final OptionForm<T> form;
    private final boolean nullable;
    private final Function<TrainingOptions, @Nullable T> get;
    private final BiConsumer<TrainingChanges, @Nullable T> set;

    private TrainingOption(
            String path,
            String label,
            String help,
            @Nullable String otherwise,
            OptionForm<T> form,
            boolean nullable,
            Function<TrainingOptions, @Nullable T> get,
            BiConsumer<TrainingChanges, @Nullable T> set) {
        this.path = path;
        this.label = label;
        this.help = help;
        this.otherwise = otherwise;
        this.form = form;
        this.nullable = nullable;
        this.get = get;
        this.set = set;
    }

    static <T> TrainingOption<T> of(
            String path,
            String label,
            String help,
            OptionForm<T> form,
            Function<TrainingOptions, T> get,
            BiConsumer<TrainingChanges, T> set) {
        return new TrainingOption<>(path, label, help, null, form, false, get::apply, (changes, value) -> {
            Check.that(value != null, path, "a value", null);
            if (value != null) {
                set.accept(changes, value);
            }
        });
    }

    /** An option that may be left open, which is null in JSON. */
    static <T> TrainingOption<T> open(
            String path,
            String label,
            String help,
            OptionForm<T> form,
            Function<TrainingOptions, @Nullable T> get,
            BiConsumer<TrainingChanges, @Nullable T> set) {
        return new TrainingOption<>(path, label, help, null, form, true, get, set);
    }

    /** The same with words for its default; none at all where they are empty. */
    TrainingOption<T> otherwise(String words) {
        return new TrainingOption<>(path, label, help, words, form, nullable, get, set);
    }

    /** Where it stands in the JSON form: {@code data.tagDropout}. */
    public String path() {
        return path;
    }

    /** The first name in the path, or empty: {@code data}. */
    String group() {
        int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** The last name in the path: {@code tagDropout}. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** What stands for a value where its use is shown: {@code N}, {@code stretch|crop|vary}. */
    public String label() {
        return label;
    }

    /** One or two sentences. */
    public String help() {
        return help;
    }

    public Kind kind() {
        return form.kind();
    }

    /** What holds where nothing is said, for people; empty where there is nothing to tell. */
    public String defaultText() {
        if (otherwise != null) {
            return otherwise;
        }
        Path any = Path.of("");
        JsonNode value = json(TrainingOptions.of(any, any, any));
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.isNull() || value.isArray() ? "" : value.asText();
    }

    /**
     * A text that a user wrote as the JSON value that it means.
     *
     * @throws OptionException where it means none
     */
    public JsonNode ofText(String text) {
        String plain = text.strip();
        try {
            return switch (kind()) {
                case WHOLE -> LongNode.valueOf(Long.parseLong(plain));
                case NUMBER -> DoubleNode.valueOf(Double.parseDouble(plain));
                case FLAG -> {
                    Check.that(plain.equals("true") || plain.equals("false"), path, "true or false", text);
                    yield BooleanNode.valueOf(plain.equals("true"));
                }
                case TEXT, TEXTS -> TextNode.valueOf(text);
            };
        } catch (NumberFormatException e) {
            throw new OptionException(path, kind() == Kind.WHOLE ? "a whole number" : "a number", text, e);
        }
    }

    /** Its value in the JSON form. */
    JsonNode json(TrainingOptions options) {
        @Nullable T value = get.apply(options);
        return value == null ? NullNode.instance : form.write().apply(value);
    }

    /**
     * Changes it to a value of the JSON form.
     *
     * @throws OptionException naming the path where it can have no such value
     */
    void change(TrainingChanges changes, JsonNode value) {
        try {
            set.accept(changes, nullable && value.isNull() ? null : form.read().apply(new JsonValue(path, value)));
        } catch (OptionException e) {
            throw e.in(path);
        } catch (IllegalArgumentException e) {
            throw new OptionException(path, label, value.asText(), e);
        }
    }
}
