package io.brushwork.catalog;

import io.brushwork.base.OptionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which checkpoint is taken where none is named. Who puts one beside the embedded model wants that one; among several
 * there is no telling, so that the embedded model is taken.
 */
final class DefaultCheckpoint {
    /** More names than this make a notice hard to read. */
    private static final int NAMED = 5;

    private DefaultCheckpoint() {}

    /**
     * The checkpoint.
     *
     * @param notices hears which one, and why
     * @throws OptionException where there is none, or several without the embedded model
     */
    static Path of(ModelCatalog catalog, Consumer<String> notices) throws IOException {
        Path place = catalog.placeOf(ModelKind.CHECKPOINT);
        ModelTree tree = catalog.tree();
        if (tree == null) {
            throw new OptionException("model", "a checkpoint by name, or one in " + place, "none");
        }
        List<Path> all = tree.folder(ModelKind.CHECKPOINT).list();
        if (!all.isEmpty()) {
            return among(all, place, notices);
        }
        Path embedded = catalog.embedded();
        if (embedded == null) {
            throw new OptionException("model", "a checkpoint by name, or one in " + place, "none");
        }
        notices.accept("no checkpoint is in " + tree.root() + "; " + onlyEmbedded(place));
        return embedded;
    }

    private static Path among(List<Path> all, Path place, Consumer<String> notices) {
        List<Path> others =
                all.stream().filter(file -> !EmbeddedModel.isOne(file)).toList();
        if (others.size() == 1) {
            String besides = all.size() > 1 ? " besides the embedded model" : "";
            notices.accept(
                    "taking the checkpoint " + others.get(0) + ", the only one" + besides + "; another can be named");
            return others.get(0);
        }
        Path embedded = all.stream()
                .filter(EmbeddedModel::isOne)
                .findFirst()
                .orElseThrow(() -> new OptionException(
                        "model",
                        "one of " + others.stream().map(DefaultCheckpoint::name).collect(Collectors.joining(", ")),
                        "none"));
        notices.accept(
                others.isEmpty()
                        ? onlyEmbedded(place)
                        : "taking " + EmbeddedModel.LABEL + "; others can be named: " + names(others));
        return embedded;
    }

    private static String onlyEmbedded(Path place) {
        return "taking " + EmbeddedModel.LABEL + "; for a real one put a Stable Diffusion checkpoint into " + place
                + ", or name it";
    }

    private static String names(List<Path> files) {
        int more = files.size() - NAMED;
        return Stream.concat(
                        files.stream().limit(NAMED).map(DefaultCheckpoint::name),
                        more > 0 ? Stream.of(more + " more") : Stream.empty())
                .collect(Collectors.joining(", "));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
