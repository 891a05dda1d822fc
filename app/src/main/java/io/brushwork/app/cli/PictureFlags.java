package io.brushwork.app.cli;

import io.brushwork.generation.GenerationRequest;
import io.brushwork.text.Emphasis;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be drawn: text, size and number of the pictures. */
final class PictureFlags {
    @Option(names = "--negative-prompt", paramLabel = "S", description = "What to keep out of the picture.")
    private @Nullable String negativePrompt;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "Pixels, a multiple of 8 from 64 to 8192. Default: the size the model was trained on.")
    private @Nullable Integer width;

    @Option(names = "--height", paramLabel = "N", description = "As --width.")
    private @Nullable Integer height;

    @Option(
            names = "--clip-skip",
            paramLabel = "N",
            description = "Take the text model's Nth layer from the end. Default: ${bundle:default.clipSkip}.")
    private @Nullable Integer clipSkip;

    @Option(
            names = "--emphasis",
            paramLabel = "NAME",
            description =
                    "How (weights:1.2) act: Original, No norm, Ignore, None. Default: ${bundle:default.emphasis}.")
    private @Nullable String emphasis;

    @Option(names = "--tiling", negatable = true, description = "Make pictures whose edges meet.")
    private @Nullable Boolean tiling;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Pictures made at once. Default: ${bundle:default.batchSize}.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--batch-count",
            paramLabel = "N",
            description = "Batches, one after the other. Default: ${bundle:default.batchCount}.")
    private @Nullable Integer batchCount;

    @Option(names = "--tiled-vae", description = "Decode the picture in tiles, to save memory.")
    private boolean tiledVae;

    GenerationRequest apply(GenerationRequest base) {
        return base.with(request -> request.negativePrompt(Given.or(negativePrompt, base.negativePrompt()))
                .size(Given.or(width, base.width()), Given.or(height, base.height()))
                .clipSkip(Given.or(clipSkip, base.clipSkip()))
                .emphasis(emphasis == null ? base.emphasis() : Emphasis.of(emphasis))
                .tiling(Given.or(tiling, base.tiling()))
                .tiledVae(tiledVae)
                .batch(Given.or(batchSize, base.batchSize()), Given.or(batchCount, base.batchCount())));
    }
}
