package io.brushwork.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.nn.Site;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SiteNamesTest {
    private static Site site(Site.Part part, int block, boolean cross) {
        return new Site(part, block, 0, cross, 768);
    }

    @Test
    void aLayerIsNamedByItsPlace() {
        assertThat(SiteNames.of(site(Site.Part.IN, 4, false))).isEqualTo("in4.0.self");
        assertThat(SiteNames.of(site(Site.Part.MID, 0, true))).isEqualTo("mid.0.cross");
        assertThat(SiteNames.of(site(Site.Part.OUT, 11, true))).isEqualTo("out11.0.cross");
    }

    @Test
    void blocksInARowBecomeARange() {
        List<Site> sites = Stream.of(
                        IntStream.of(1, 2, 4, 5, 7, 8).mapToObj(block -> site(Site.Part.IN, block, true)),
                        Stream.of(site(Site.Part.MID, 0, false), site(Site.Part.MID, 0, true)),
                        IntStream.rangeClosed(3, 11).mapToObj(block -> site(Site.Part.OUT, block, false)))
                .flatMap(all -> all)
                .toList();
        assertThat(SiteNames.blocks(sites)).isEqualTo("in 1,2,4,5,7,8; mid; out 3-11");
        assertThat(SiteNames.blocks(List.of(site(Site.Part.OUT, 3, true)))).isEqualTo("out 3");
    }
}
