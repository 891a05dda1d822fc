package io.brushwork.generation;

import io.brushwork.catalog.HashCache;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.files.FileCache;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.WidthFit;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hypernetworks by the names that prompts give them. A network is the file it was read from ({@link FileCache}), so a name
 * can never stand for another file's weights.
 */
public final class HypernetworkCache implements AutoCloseable {
    private final @Nullable ModelFolder folder;
    private final FileCache<Hypernetwork> files;
    /** Not this cache's to close. */
    private final Map<String, Hypernetwork> given = new HashMap<>();

    /** @param folder where names are looked up; null for nowhere */
    public HypernetworkCache(@Nullable ModelFolder folder, Compute compute) {
        this(folder, compute, null);
    }

    /** @param hashFile where hashes of files are remembered, or null */
    public HypernetworkCache(@Nullable ModelFolder folder, Compute compute, @Nullable Path hashFile) {
        this.folder = folder;
        files = new FileCache<>(file -> Hypernetwork.load(file, compute, id(file, hashFile)), Hypernetwork::close);
    }

    /** Of networks that are loaded already, by their names. */
    public static HypernetworkCache of(Collection<Hypernetwork> networks) {
        HypernetworkCache cache = new HypernetworkCache(null, Compute.CPU);
        networks.forEach(network -> cache.given.put(network.name(), network));
        return cache;
    }

    private static Hypernetwork.Id id(Path file, @Nullable Path hashFile) throws IOException {
        return hashFile == null
                ? Hypernetwork.Id.of(file)
                : new Hypernetwork.Id(file, new HashCache(hashFile).sha256(file));
    }

    /** Frees what changed files have replaced; call it between jobs. */
    public void tidy() {
        files.tidy();
    }

    /**
     * The networks of a job: those that it brings along, then those of its prompt, in its order.
     *
     * @param own the networks that the job brings along
     * @param modelWidths widths of context that the model has
     * @param modelHashes short hashes of the checkpoint in use
     * @param notices hears what the user should know
     */
    HypernetworkChain chain(
            List<AppliedHypernetwork> own,
            List<HypernetworkTag> tags,
            Set<Long> modelWidths,
            List<String> modelHashes,
            Consumer<String> notices)
            throws IOException {
        List<AppliedHypernetwork> links = new ArrayList<>(own);
        for (HypernetworkTag tag : tags) {
            links.add(new AppliedHypernetwork(find(tag, notices), tag.strength(), tag.name()));
        }
        links.forEach(link ->
                WidthFit.of(link.network(), modelWidths, modelHashes).warnings().forEach(notices));
        return HypernetworkChain.of(links);
    }

    private Hypernetwork find(HypernetworkTag tag, Consumer<String> notices) throws IOException {
        Hypernetwork known = given.get(tag.name());
        if (known != null) {
            return known;
        }
        if (folder == null) {
            throw new IllegalArgumentException(tag.source() + ": no folder of hypernetworks was given to look in");
        }
        ModelFolder.Found found = folder.find(tag.name());
        found.notice().ifPresent(notices);
        return files.get(found.file());
    }

    @Override
    public void close() {
        files.close();
    }
}
