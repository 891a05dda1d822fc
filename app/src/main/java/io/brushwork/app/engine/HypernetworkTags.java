package io.brushwork.app.engine;

import io.brushwork.catalog.FileHash;
import io.brushwork.catalog.HashCache;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.HiresFix;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.text.ExtraNetworkTags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags of prompts, before a model is loaded. */
public final class HypernetworkTags {
    private HypernetworkTags() {}

    /** The prompts of a request in which tags act. */
    public static String prompts(GenerationRequest request) {
        HiresFix hires = request.hires();
        return hires == null ? request.prompt() : request.prompt() + "\n" + hires.prompt();
    }

    /**
     * Finds every network that a prompt names, so that a slip of the pen is told at once and not after gigabytes were
     * read.
     *
     * @return short hashes by the names that an infotext gives the networks
     * @throws IllegalArgumentException for a tag that cannot be read, or a name that none or several have
     */
    public static Map<String, String> hashes(String prompt, ModelCatalog catalog) throws IOException {
        HashCache cache = catalog.hashes();
        Map<String, String> hashes = new LinkedHashMap<>();
        for (HypernetworkTag tag : HypernetworkTag.of(ExtraNetworkTags.parse(prompt))) {
            ModelFolder folder = catalog.folder(ModelKind.HYPERNETWORK)
                    .orElseThrow(() -> new IllegalArgumentException(
                            tag.source() + ": there is no folder of hypernetworks to look in"));
            Path file = folder.find(tag.name()).file().toRealPath();
            String name = String.valueOf(file.getFileName());
            int dot = name.lastIndexOf('.');
            hashes.put(dot > 0 ? name.substring(0, dot) : name, FileHash.shortHash(cache.sha256(file)));
        }
        return hashes;
    }
}
