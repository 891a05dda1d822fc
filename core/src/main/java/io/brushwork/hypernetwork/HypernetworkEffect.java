package io.brushwork.hypernetwork;

import io.brushwork.nn.Site;
import java.util.List;

/**
 * What one link of a chain did: the layers it touched and how far it changed their contexts.
 *
 * @param name of the network, as in its tag
 * @param sites only those with a strength other than 0, in the order of the U-Net
 */
public record HypernetworkEffect(String name, Hypernetwork.Id id, Strength strength, List<AtSite> sites) {
    public HypernetworkEffect {
        sites = List.copyOf(sites);
    }

    /** Mean change over the touched layers, keys and values alike; 0 where none was touched. */
    public double mean() {
        return sites.stream()
                .mapToDouble(site -> (site.key() + site.value()) / 2)
                .average()
                .orElse(0);
    }

    /** The largest change of any layer's keys or values; 0 where none was touched. */
    public double max() {
        return sites.stream()
                .mapToDouble(site -> Math.max(site.key(), site.value()))
                .max()
                .orElse(0);
    }

    /**
     * The change at one attention layer: ||after - before|| / ||before||, over the whole batch.
     *
     * @param key of the context that the keys are made of
     * @param value of the context that the values are made of
     */
    public record AtSite(Site site, double key, double value) {}
}
