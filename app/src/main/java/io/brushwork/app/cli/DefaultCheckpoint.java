package io.brushwork.app.cli;

import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
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
     * @param notices hears which one, and how another is chosen
     * @throws IllegalArgumentException where there is none, or several without the embedded model
     */
    static Path of(ModelsFlags models, Consumer<String> notices) throws IOException {
        ModelTree tree = models.tree()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--model: give a checkpoint, such as --model model.safetensors, or put one into "
                                + ModelsFlags.defaultPlace().resolve("checkpoints")));
        List<Path> all = tree.folder(ModelKind.CHECKPOINT).list();
        return all.isEmpty() ? ofLauncher(tree, notices) : among(all, tree, notices);
    }

    private static Path ofLauncher(ModelTree tree, Consumer<String> notices) throws IOException {
        Path place = ModelFiles.place(tree, ModelKind.CHECKPOINT);
        Path embedded = EmbeddedModel.ofLauncher()
                .orElseThrow(() -> new IllegalArgumentException("--model: no checkpoint is in " + tree.root()
                        + "; give one, such as --model model.safetensors, or put one into " + place));
        notices.accept("no checkpoint is in " + tree.root() + "; " + onlyEmbedded(place));
        return embedded;
    }

    private static Path among(List<Path> all, ModelTree tree, Consumer<String> notices) throws IOException {
        List<Path> others =
                all.stream().filter(file -> !EmbeddedModel.isOne(file)).toList();
        if (others.size() == 1) {
            String besides = all.size() > 1 ? " besides the embedded model" : "";
            notices.accept("taking the checkpoint " + others.get(0) + ", the only one" + besides
                    + "; --model FILE names another");
            return others.get(0);
        }
        Path embedded = all.stream()
                .filter(EmbeddedModel::isOne)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--model: there are several checkpoints, name one of "
                        + others.stream().map(DefaultCheckpoint::name).collect(Collectors.joining(", "))));
        notices.accept(
                others.isEmpty()
                        ? onlyEmbedded(ModelFiles.place(tree, ModelKind.CHECKPOINT))
                        : "taking " + EmbeddedModel.LABEL + "; --model FILE names another: " + names(others));
        return embedded;
    }

    private static String onlyEmbedded(Path place) {
        return "taking " + EmbeddedModel.LABEL + "; for a real one put a Stable Diffusion checkpoint into " + place
                + " or name it: --model FILE";
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
