package io.brushwork.generation;

import io.brushwork.catalog.ModelFolder;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.WidthFit;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hypernetworks by the names that prompts give them. A network is the file it was read from: it is kept while the file
 * stays as it was, and read anew when it has changed, so a name can never stand for another file's weights.
 */
public final class HypernetworkCache implements AutoCloseable {
    private final @Nullable ModelFolder folder;
    private final Compute compute;
    private final Map<Path, Loaded> loaded = new HashMap<>();
    /** Not this shelf's to close. */
    private final Map<String, Hypernetwork> given = new HashMap<>();
    /** Replaced by a changed file; the chains of the job may still use them. */
    private final List<Hypernetwork> retired = new ArrayList<>();

    public HypernetworkCache(@Nullable ModelFolder folder, Compute compute) {
        this.folder = folder;
        this.compute = compute;
    }

    /** Of networks that are loaded already, by their names. */
    public static HypernetworkCache of(Collection<Hypernetwork> networks) {
        HypernetworkCache shelf = new HypernetworkCache(null, Compute.CPU);
        networks.forEach(network -> shelf.given.put(network.name(), network));
        return shelf;
    }

    /** Frees what changed files have replaced; call it between jobs. */
    public void tidy() {
        retired.forEach(Hypernetwork::close);
        retired.clear();
    }

    /**
     * The networks of a job: those that it brings along, then those of its prompt, in its order.
     *
     * @param own the networks that the job brings along
     * @param modelWidths widths of context that the model has
     * @param modelHashes short hashes of the checkpoint in use
     * @param notices hears what the user should know
     */
    public HypernetworkChain chain(
            List<AppliedHypernetwork> own, List<HypernetworkTag> tags, Set<Long> modelWidths, List<String> modelHashes, Consumer<String> notices)
            throws IOException {
        List<AppliedHypernetwork> links = new ArrayList<>(own);
        for (HypernetworkTag tag : tags) {
            links.add(new AppliedHypernetwork(find(tag, notices), tag.strength(), tag.name()));
        }
        links.forEach(link -> WidthFit.of(link.network(), modelWidths, modelHashes)
                .warnings()
                .forEach(notices));
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
        return load(found.file());
    }

    private Hypernetwork load(Path file) throws IOException {
        Path real = file.toRealPath();
        long size = Files.size(real);
        FileTime modified = Files.getLastModifiedTime(real);
        Loaded known = loaded.get(real);
        if (known != null && known.size == size && known.modified.equals(modified)) {
            return known.network;
        }
        Hypernetwork network = Hypernetwork.load(real, compute);
        if (known != null) {
            retired.add(known.network);
        }
        loaded.put(real, new Loaded(network, size, modified));
        return network;
    }

    @Override
    public void close() {
        loaded.values().forEach(l -> l.network.close());
        loaded.clear();
        tidy();
    }

    private record Loaded(Hypernetwork network, long size, FileTime modified) {}
}
