package io.brushwork.app.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The flags by which a user of the command line knows the fields of the library's requests. */
final class FieldFlags {
    /** Those whose name does not follow from the field's. */
    private static final Map<String, String> OTHERS = Map.of(
            "hires", "--hires",
            "hires.scale", "--hires",
            "hires.width", "--hires-size",
            "hires.height", "--hires-size",
            "hires.denoisingStrength", "--denoising-strength",
            "init.denoisingStrength", "--denoising-strength",
            "init.fit", "--resize-mode",
            "init", "--init-image",
            "noise", "--rng");

    private FieldFlags() {}

    /**
     * The flag of a field: {@code --cfg-scale} for {@code cfgScale}, {@code --hires-steps} for {@code hires.steps}.
     *
     * @return empty where the command has no such flag
     */
    static Optional<String> of(String field, CommandSpec command) {
        String own = OTHERS.getOrDefault(field, "--" + kebab(field));
        return Stream.of(
                        TrainingFlags.nameOf(field).orElse(own),
                        own,
                        "--" + kebab(field.substring(field.lastIndexOf('.') + 1)))
                .filter(flag -> command.findOption(flag) != null)
                .findFirst();
    }

    private static String kebab(String field) {
        return field.replaceAll("([A-Z])", "-$1").replaceAll("[ _.]", "-").toLowerCase(Locale.ROOT);
    }
}
