package io.brushwork.catalog;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds a model by the name that a person typed.
 *
 * @param names of each model the path below its folder
 */
record ModelLookup(ModelKind kind, List<Path> places, Map<Path, String> names) {
    private static final int NEAREST = 3;
    /** Longer names are compared by their beginnings only. */
    private static final int COMPARED = 100;

    ModelFolder.Found find(String typed) {
        String name = typed.replace('\\', '/');
        // Text typed on one system and a file named on another may compose their accents differently.
        for (UnaryOperator<String> form : List.<UnaryOperator<String>>of(s -> s, ModelLookup::composed)) {
            List<Path> fits = fitting(name, form);
            if (!fits.isEmpty()) {
                return new ModelFolder.Found(only(typed, fits), Optional.empty());
            }
        }
        List<Path> fits = fitting(name, s -> composed(s).toLowerCase(Locale.ROOT));
        if (fits.isEmpty()) {
            throw new IllegalArgumentException(missing(typed));
        }
        Path file = only(typed, fits);
        return new ModelFolder.Found(
                file,
                Optional.of("no " + kind.label() + " is named \"" + typed + "\"; taking " + names.get(file)
                        + ", which differs only in upper and lower case"));
    }

    private List<Path> fitting(String name, UnaryOperator<String> form) {
        String wanted = form.apply(name);
        List<Path> whole = names.keySet().stream()
                .filter(file -> form.apply(path(file)).equals(wanted))
                .toList();
        return !whole.isEmpty()
                ? whole
                : names.keySet().stream()
                        .filter(file -> shortNames(file).stream()
                                .anyMatch(s -> form.apply(s).equals(wanted)))
                        .toList();
    }

    private String path(Path file) {
        return names.getOrDefault(file, "");
    }

    /** The path without its extension, the file name, and the file name without its extension. */
    private Set<String> shortNames(Path file) {
        String path = path(file);
        String fileName = path.substring(path.lastIndexOf('/') + 1);
        return Set.copyOf(List.of(kind.stem(path), fileName, kind.stem(fileName)));
    }

    private Path only(String typed, List<Path> fits) {
        if (fits.size() == 1) {
            return fits.get(0);
        }
        boolean pathsDiffer = fits.stream().map(this::path).distinct().count() == fits.size();
        String all = fits.stream()
                .map(file -> pathsDiffer ? path(file) : file.toString())
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                kind.label() + ": \"" + typed + "\" is the name of more than one: " + all + "; give more of the path");
    }

    private String missing(String typed) {
        String where = places.isEmpty()
                ? "there is no folder for it"
                : "looked in " + places.stream().map(Path::toString).collect(Collectors.joining(", "));
        List<String> nearest = nearest(typed);
        String others = nearest.isEmpty() ? "" : "; nearest: " + String.join(", ", nearest);
        return kind.label() + ": nothing is named \"" + typed + "\" (" + where + ")" + others;
    }

    /** The names most like what was typed, the most alike first; a name far from it still shows what there is. */
    private List<String> nearest(String typed) {
        Map<String, Integer> distances = new TreeMap<>();
        String wanted = comparable(typed);
        for (String path : names.values()) {
            String stem = kind.stem(path);
            String last = stem.substring(stem.lastIndexOf('/') + 1);
            distances.put(stem, Math.min(distance(wanted, comparable(stem)), distance(wanted, comparable(last))));
        }
        return distances.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .limit(NEAREST)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String comparable(String name) {
        String folded = composed(name).toLowerCase(Locale.ROOT);
        return folded.substring(0, Math.min(COMPARED, folded.length()));
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Levenshtein's distance: characters to put in, take out or change. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
