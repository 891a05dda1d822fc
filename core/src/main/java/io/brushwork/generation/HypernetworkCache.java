package io.brushwork.generation;

import io.brushwork.files.FileCache;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.WidthFit;
import io.brushwork.tensor.Compute;
import java.io.IOException;
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
final class HypernetworkCache implements AutoCloseable {
    private final @Nullable ModelFolder folder;
    private final FileCache<Hypernetwork> files;
    /** Not this shelf's to close. */
    private final Map<String, Hypernetwork> given = new HashMap<>();

    HypernetworkCache(@Nullable ModelFolder folder, Compute compute) {
        this.folder = folder;
        files = new FileCache<>(file -> Hypernetwork.load(file, compute), Hypernetwork::close);
    }

    /** Of networks that are loaded already, by their names. */
    static HypernetworkCache of(Collection<Hypernetwork> networks) {
        HypernetworkCache shelf = new HypernetworkCache(null, Compute.CPU);
        networks.forEach(network -> shelf.given.put(network.name(), network));
        return shelf;
    }

    /** Frees what changed files have replaced; call it between jobs. */
    void tidy() {
        files.tidy();
    }

    /**
     * The networks of a prompt, in its order.
     *
     * @param modelWidths widths of context that the model has
     * @param modelHashes short hashes of the checkpoint in use
     * @param notices hears what the user should know
     */
    NamedChain chain(
            List<HypernetworkTag> tags, Set<Long> modelWidths, List<String> modelHashes, Consumer<String> notices)
            throws IOException {
        List<AppliedHypernetwork> links = new ArrayList<>();
        for (HypernetworkTag tag : tags) {
            Hypernetwork network = find(tag, notices);
            WidthFit.of(network, modelWidths, modelHashes).warnings().forEach(notices);
            links.add(new AppliedHypernetwork(network, tag.strength()));
        }
        return new NamedChain(
                HypernetworkChain.of(links),
                tags.stream().map(HypernetworkTag::name).toList());
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
