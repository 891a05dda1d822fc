package io.brushwork.app.engine;

import io.brushwork.nn.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Attention layers as users read them. */
public final class SiteNames {
    private SiteNames() {}

    /** One layer: {@code in4.0.self} is the self-attention of layer 0 in input block 4; in the middle {@code mid.0.cross}. */
    public static String of(Site site) {
        return part(site.part()) + (site.part() == Site.Part.MID ? "" : site.block()) + "." + site.layer()
                + (site.cross() ? ".cross" : ".self");
    }

    /** The blocks in which layers are: {@code in 1,2,4,5; mid; out 3-11}. */
    public static String blocks(List<Site> sites) {
        List<String> parts = new ArrayList<>();
        for (Site.Part part : Site.Part.values()) {
            SortedSet<Integer> blocks = sites.stream()
                    .filter(site -> site.part() == part)
                    .map(Site::block)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!blocks.isEmpty()) {
                parts.add(part == Site.Part.MID ? part(part) : part(part) + " " + runs(blocks));
            }
        }
        return String.join("; ", parts);
    }

    private static String part(Site.Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /** Three numbers in a row or more become a range. */
    private static String runs(SortedSet<Integer> numbers) {
        List<String> runs = new ArrayList<>();
        for (int first : numbers) {
            if (numbers.contains(first - 1)) {
                continue;
            }
            int last = first;
            while (numbers.contains(last + 1)) {
                last++;
            }
            runs.add(last == first ? String.valueOf(first) : first + (last == first + 1 ? "," : "-") + last);
        }
        return String.join(",", runs);
    }
}
