package io.brushwork.app.cli;

import io.brushwork.files.models.ModelFolder;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.ParsedPrompt;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The tags of a prompt, before a model is loaded. */
final class HypernetworkTags {
    private HypernetworkTags() {}

    /**
     * Finds every network that a prompt names, so that a slip of the pen is told at once and not after gigabytes were
     * read.
     *
     * @throws IllegalArgumentException for a tag that cannot be read, or a name that none or several have
     */
    static void check(String prompt, @Nullable ModelFolder folder) throws IOException {
        for (HypernetworkTag tag : ParsedPrompt.parse(prompt).hypernetworks()) {
            if (folder == null) {
                throw new IllegalArgumentException(tag.source()
                        + ": there is no folder of hypernetworks to look in; name one with --hypernet-dir");
            }
            folder.find(tag.name());
        }
    }
}
