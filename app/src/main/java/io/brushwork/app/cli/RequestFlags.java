package io.brushwork.app.cli;

import io.brushwork.catalog.RecordedPicture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What to generate, as {@code generate} and {@code compare} are told. Says nothing where the library has a default. */
final class RequestFlags {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "What to draw, in A1111's grammar, with tags such as <hypernet:oil:0.8>."
                    + " May be left out with --from.")
    private @Nullable String prompt;

    @Option(
            names = "--from",
            paramLabel = "PICTURE",
            description = "Draw a PNG again from the text in it; flags given as well override that text.")
    private @Nullable Path from;

    @ArgGroup(validate = false, heading = "%nThe picture%n", order = 10)
    private final PictureFlags picture = new PictureFlags();

    @ArgGroup(validate = false, heading = "%nSampling%n", order = 11)
    private final SamplingFlags sampling = new SamplingFlags();

    @ArgGroup(validate = false, heading = "%nSeeds and noise%n", order = 12)
    private final SeedFlags seeds = new SeedFlags();

    @ArgGroup(validate = false, heading = "%nHires fix%n", order = 13)
    private final HiresFlags hires = new HiresFlags();

    @ArgGroup(validate = false, heading = "%nHires fix and img2img%n", order = 14)
    private final RefineFlags refine = new RefineFlags();

    /** The picture that {@code --from} names; null without. */
    @Nullable
    RecordedPicture recorded() throws IOException {
        return from == null ? null : RecordedPicture.read(from);
    }

    boolean startsFromPicture() {
        return refine.startsFromPicture();
    }

    /**
     * The request.
     *
     * @param recorded what {@link #recorded} gave
     */
    GenerationRequest request(@Nullable RecordedPicture recorded) throws IOException {
        if (prompt == null && recorded == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'PROMPT'");
        }
        Infotext text = recorded == null ? null : recorded.text();
        GenerationRequest base =
                text == null ? GenerationRequest.of("").build() : GenerationRequest.of(withoutInit(text));
        GenerationRequest asked = base.with(request -> request.prompt(Given.or(prompt, base.prompt())));
        GenerationRequest first = seeds.apply(sampling.apply(picture.apply(asked)));
        return refine.apply(first, hires.of(first), text);
    }

    /** A picture made from another one can be made again where that one is given. */
    private Infotext withoutInit(Infotext recorded) {
        if (!refine.startsFromPicture()) {
            return recorded;
        }
        Map<String, String> parameters = new LinkedHashMap<>(recorded.parameters());
        parameters.remove(RefineFlags.DENOISING);
        return new Infotext(recorded.prompt(), recorded.negativePrompt(), parameters);
    }
}
