package io.brushwork.hypernetwork;

import io.brushwork.files.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Copies of recorded files with something in them changed. */
final class ChangedFile {
    private ChangedFile() {}

    static Path of(String golden, Path copy, Consumer<Map<Object, Object>> change) throws IOException {
        Map<Object, Object> tree = tree(Golden.file(golden));
        change.accept(tree);
        TorchFile.write(copy, tree);
        return copy;
    }

    /** The dictionary of a torch file; changes to it reach no file. */
    @SuppressWarnings("unchecked")
    static Map<Object, Object> tree(Path file) throws IOException {
        return new LinkedHashMap<>((Map<Object, Object>) Objects.requireNonNull(TorchFile.read(file)));
    }

    /** The weights of one width's modules for keys and for values, as they stand in the tree. */
    @SuppressWarnings("unchecked")
    static List<Map<Object, Object>> states(Map<Object, Object> tree, long width) {
        return (List<Map<Object, Object>>) Objects.requireNonNull(tree.get(width));
    }

    /** The weights of one width's module for keys. */
    static Map<Object, Object> keyState(Map<Object, Object> tree, long width) {
        return states(tree, width).get(0);
    }
}
