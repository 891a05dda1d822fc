package io.brushwork.app.cli;

import io.brushwork.base.OptionException;
import io.brushwork.base.Size;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.HiresFix;
import io.brushwork.generation.Upscaler;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A second, larger pass. */
final class HiresFlags {
    @Option(names = "--hires", paramLabel = "SCALE", description = "Draw a second time, larger by this factor.")
    private @Nullable Double hires;

    @Option(
            names = "--hires-size",
            paramLabel = "WxH",
            description = "The size of the second pass; one side 0 keeps the aspect.")
    private @Nullable String hiresSize;

    @Option(names = "--hires-steps", paramLabel = "N", description = "Default: as many as the first pass.")
    private @Nullable Integer hiresSteps;

    @Option(
            names = "--hires-upscaler",
            paramLabel = "NAME",
            description =
                    "Latent, Latent (antialiased), Latent (bicubic), Latent (bicubic antialiased), Latent (nearest),"
                            + " Latent (nearest-exact), Lanczos, Nearest. Default: ${bundle:default.hiresUpscaler}.")
    private @Nullable String hiresUpscaler;

    @Option(names = "--hires-sampler", paramLabel = "NAME", description = "Default: that of the first pass.")
    private @Nullable String hiresSampler;

    @Option(names = "--hires-schedule", paramLabel = "NAME", description = "Default: that of the first pass.")
    private @Nullable String hiresSchedule;

    @Option(
            names = "--hires-prompt",
            paramLabel = "S",
            description = "Prompt of the second pass, with tags of its own. Default: that of the first pass.")
    private @Nullable String hiresPrompt;

    @Option(names = "--hires-negative-prompt", paramLabel = "S", description = "Default: that of the first pass.")
    private @Nullable String hiresNegativePrompt;

    /** The second pass of a request whose first is settled; null for none. */
    @Nullable
    HiresFix of(GenerationRequest first) {
        HiresFix second = first.hires();
        if (second == null && (hires != null || hiresSize != null)) {
            second = HiresFix.TWICE;
        }
        if (second == null) {
            needSecondPass();
            return null;
        }
        return withSampler(withSize(second), first.sampler())
                .withSteps(Given.or(hiresSteps, second.steps()))
                .withUpscaler(hiresUpscaler == null ? second.upscaler() : Upscaler.ofLabel(hiresUpscaler))
                .withPrompts(
                        Given.or(hiresPrompt, second.prompt()), Given.or(hiresNegativePrompt, second.negativePrompt()));
    }

    private void needSecondPass() {
        Map<String, @Nullable Object> flags = new LinkedHashMap<>();
        flags.put("--hires-steps", hiresSteps);
        flags.put("--hires-upscaler", hiresUpscaler);
        flags.put("--hires-sampler", hiresSampler);
        flags.put("--hires-schedule", hiresSchedule);
        flags.put("--hires-prompt", hiresPrompt);
        flags.put("--hires-negative-prompt", hiresNegativePrompt);
        flags.forEach((flag, value) -> {
            if (value != null) {
                throw new IllegalArgumentException(flag + ": there is no second pass without --hires or --hires-size");
            }
        });
    }

    private HiresFix withSize(HiresFix second) {
        HiresFix scaled = hires == null ? second : second.withScale(hires).withSize(0, 0);
        if (hiresSize == null) {
            return scaled;
        }
        Size size = Size.parse(hiresSize)
                .orElseThrow(() -> new OptionException("hires.width", "a size such as 640x480", hiresSize));
        return scaled.withSize(size.width(), size.height());
    }

    private HiresFix withSampler(HiresFix second, SamplerChoice first) {
        if (hiresSampler == null && hiresSchedule == null) {
            return second;
        }
        SamplerChoice base = Given.or(second.sampler(), first);
        Schedule spacing =
                hiresSchedule == null ? base.schedule() : named("hires.schedule", hiresSchedule, Schedule::ofLabel);
        return second.withSampler(
                hiresSampler == null
                        ? new SamplerChoice(base.sampler(), spacing)
                        : named("hires.sampler", hiresSampler, name -> SamplerChoice.of(name, spacing)));
    }

    /** The library's complaint is of the sampler, which is the flag of the first pass. */
    private static <T> T named(String field, String name, Function<String, T> lookup) {
        try {
            return lookup.apply(name);
        } catch (OptionException e) {
            throw e.in(field);
        }
    }
}
