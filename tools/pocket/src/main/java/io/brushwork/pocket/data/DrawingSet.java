package io.brushwork.pocket.data;

import java.util.List;
import java.util.Locale;

/** A set of emoji drawings in one style, each under a licence that allows passing on a model trained on it. */
public enum DrawingSet {
    NOTO(Role.BASE, "noto", "@iconify-json/noto", "noto style"),
    TWEMOJI(Role.BASE, "twemoji", "@iconify-json/twemoji", "twemoji style"),
    FLUENT_FLAT(Role.BASE, "fluent-emoji-flat", "@iconify-json/fluent-emoji-flat", "fluent style"),
    HIGH_CONTRAST(
            Role.TARGET,
            "fluent-emoji-high-contrast",
            "@iconify-json/fluent-emoji-high-contrast",
            "black and white drawing"),
    FLUENT_3D(Role.TARGET, "fluent-3d-webp", "@lobehub/fluent-emoji-3d", "3d render"),
    NOTO_V1(Role.TARGET, "noto-v1", "@iconify-json/noto-v1", "blob style");

    /** What a set is for. */
    public enum Role {
        /** The base model learns to draw in it. */
        BASE,
        /** A style for hypernetworks to learn. */
        TARGET
    }

    private final Role role;
    private final String table;
    private final String npmPackage;
    private final String words;

    DrawingSet(Role role, String table, String npmPackage, String words) {
        this.role = role;
        this.table = table;
        this.npmPackage = npmPackage;
        this.words = words;
    }

    /** The sets that the base model learns. */
    public static List<DrawingSet> base() {
        return List.of(NOTO, TWEMOJI, FLUENT_FLAT);
    }

    public Role role() {
        return role;
    }

    /** Name of this set in the table of subjects. */
    String table() {
        return table;
    }

    String npmPackage() {
        return npmPackage;
    }

    /** How a caption names the style. */
    public String words() {
        return words;
    }

    /** Name of the folder with the rendered drawings: {@code high-contrast}. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
