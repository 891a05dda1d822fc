package io.brushwork.app.engine;

import io.brushwork.catalog.EmbeddedModel;
import io.brushwork.catalog.HashCache;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where this process keeps things. Read once, when it starts, and handed to what needs it.
 *
 * @param home folder of the launcher; null where there is none
 * @param cache folder of what is kept for a user from one start to the next
 */
public record Environment(@Nullable Path home, Path cache) {
    private static final String MODELS = "models";

    /**
     * That of this process: the launcher says its folder in {@code brushwork.home}; the cache is the folder in {@code
     * brushwork.cache}, {@code $XDG_CACHE_HOME/brushwork} or {@code ~/.cache/brushwork}.
     */
    public static Environment ofProcess() {
        String home = System.getProperty("brushwork.home");
        return new Environment(home == null ? null : Path.of(home).toAbsolutePath(), cacheOfProcess());
    }

    private static Path cacheOfProcess() {
        String chosen = System.getProperty("brushwork.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        // The XDG specification has relative paths ignored.
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("brushwork");
    }

    /** The hashes that are known. */
    public HashCache hashes() {
        return new HashCache(hashFile());
    }

    private Path hashFile() {
        return cache.resolve("hashes.json");
    }

    /**
     * The models that there are.
     *
     * @param tree folder of the tree; null for {@code models/} beside the launcher, else in the working directory
     * @param hypernetworks more folders or files of hypernetworks
     */
    public ModelCatalog catalog(@Nullable Path tree, List<Path> hypernetworks) {
        Path place = tree == null ? places().findFirst().orElseThrow() : tree;
        Path found =
                tree == null ? places().filter(Files::isDirectory).findFirst().orElse(null) : tree;
        Path embedded =
                home == null ? null : EmbeddedModel.in(home.resolve(MODELS)).orElse(null);
        return new ModelCatalog(
                found == null ? null : ModelTree.open(found), place, hypernetworks, embedded, hashFile());
    }

    /** The launcher's folder comes first, so that names mean the same wherever it is called from. */
    private Stream<Path> places() {
        return Stream.concat(
                Stream.ofNullable(home).map(folder -> folder.resolve(MODELS)),
                Stream.of(Path.of("").toAbsolutePath().resolve(MODELS)));
    }
}
