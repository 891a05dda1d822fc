package io.brushwork.app.cli;

import io.brushwork.base.OptionException;
import io.brushwork.base.Size;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.sampling.Noise;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the noise comes from. */
final class SeedFlags {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first picture; each next one has one more. Default: -1, one drawn at random.")
    private @Nullable Long seed;

    @Option(
            names = "--rng",
            paramLabel = "cpu|nv",
            description = "Generator of random numbers: PyTorch's on the processor, or an NVIDIA card's."
                    + " Default: ${bundle:default.rng}.")
    private @Nullable String rng;

    @Option(
            names = "--ensd",
            paramLabel = "N",
            description = "A1111's \"eta noise seed delta\". Default: ${bundle:default.ensd}.")
    private @Nullable Long ensd;

    @Option(names = "--subseed", paramLabel = "N", description = "Seed of a variation. Default: -1, at random.")
    private @Nullable Long subseed;

    @Option(
            names = "--subseed-strength",
            paramLabel = "X",
            description = "Share of the variation, 0 to 1. Default: ${bundle:default.subseedStrength}.")
    private @Nullable Double subseedStrength;

    @Option(
            names = "--seed-resize",
            paramLabel = "WxH",
            description = "Size of the picture whose noise is kept in the middle.")
    private @Nullable String seedResize;

    GenerationRequest apply(GenerationRequest base) {
        Size resize = seedResize == null ? new Size(base.seedResizeWidth(), base.seedResizeHeight()) : size(seedResize);
        return base.with(request -> request.seed(Given.or(seed, base.seed()))
                .noise(rng == null ? base.noise() : Noise.ofLabel(rng))
                .ensd(Given.or(ensd, base.ensd()))
                .variation(Given.or(subseed, base.subseed()), Given.or(subseedStrength, base.subseedStrength()))
                .seedResize(resize.width(), resize.height()));
    }

    private static Size size(String text) {
        return Size.parse(text).orElseThrow(() -> new OptionException("seedResize", "a size such as 640x480", text));
    }
}
