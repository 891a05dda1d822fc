package io.brushwork.generation;

import io.brushwork.hypernetwork.HypernetworkChain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hypernetworks of a prompt, under the names that the prompt gives them.
 *
 * @param names of the chain's links, in its order
 */
record NamedChain(HypernetworkChain chain, List<String> names) {
    NamedChain {
        names = List.copyOf(names);
    }

    /** Short hash by name, in the order of the prompt. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            hashes.put(names.get(i), chain.links().get(i).network().id().shortHash());
        }
        return hashes;
    }
}
