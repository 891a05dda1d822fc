package io.brushwork.app.cli;

import io.brushwork.generation.GenerationRequest;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How noise becomes a latent. */
final class SamplingFlags {
    @Option(names = "--steps", paramLabel = "N", description = "1 to 150. Default: ${bundle:default.steps}.")
    private @Nullable Integer steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description = "As A1111 calls it, also with its schedule: \"DPM++ 2M Karras\"."
                    + " Default: ${bundle:default.sampler}.")
    private @Nullable String sampler;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = "Spacing of the noise levels: Karras, Exponential, ... Default: ${bundle:default.schedule}.")
    private @Nullable String schedule;

    @Option(
            names = "--cfg-scale",
            paramLabel = "X",
            description = "How strongly the prompt steers. Default, or -1: what the model's file asks for, else"
                    + " ${bundle:default.cfgScale}.")
    private @Nullable Double cfgScale;

    @Option(
            names = "--eta",
            paramLabel = "X",
            description = "Share of fresh noise, 0 to 1. Default: the sampler's own.")
    private @Nullable Double eta;

    @Option(names = "--s-churn", paramLabel = "X", description = "Default: ${bundle:default.sChurn}.")
    private @Nullable Double sChurn;

    @Option(names = "--s-tmin", paramLabel = "X", description = "Default: ${bundle:default.sTmin}.")
    private @Nullable Double sTmin;

    @Option(names = "--s-tmax", paramLabel = "X", description = "Default: no limit.")
    private @Nullable Double sTmax;

    @Option(names = "--s-noise", paramLabel = "X", description = "Default: ${bundle:default.sNoise}.")
    private @Nullable Double sNoise;

    GenerationRequest apply(GenerationRequest base) {
        Schedule spacing = schedule == null ? base.sampler().schedule() : Schedule.ofLabel(schedule);
        SamplerChoice choice = sampler == null
                ? new SamplerChoice(base.sampler().sampler(), spacing)
                : SamplerChoice.of(sampler, spacing);
        SamplerOptions options = base.samplerOptions();
        SamplerOptions changed = (eta == null ? options : options.withEta(eta))
                .withChurn(
                        Given.or(sChurn, options.sChurn()),
                        Given.or(sTmin, options.sTmin()),
                        Given.or(sTmax, options.sTmax()),
                        Given.or(sNoise, options.sNoise()));
        return base.with(request -> request.steps(Given.or(steps, base.steps()))
                .sampler(choice)
                .samplerOptions(changed)
                .cfgScale(Given.or(cfgScale, base.guidance().cfgScale())));
    }
}
