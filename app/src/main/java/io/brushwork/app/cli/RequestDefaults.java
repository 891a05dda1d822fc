package io.brushwork.app.cli;

import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.HiresFix;
import io.brushwork.sampling.SamplerOptions;
import java.util.ListResourceBundle;
import java.util.Locale;

/**
 * The library's defaults as the help texts quote them, {@code ${bundle:default.steps}}: so that no number stands in two
 * places.
 */
public final class RequestDefaults extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
        GenerationRequest request = GenerationRequest.of("").build();
        SamplerOptions sampler = request.samplerOptions();
        HiresFix hires = HiresFix.TWICE;
        return new Object[][] {
            {"default.steps", text(request.steps())},
            {"default.sampler", request.sampler().sampler().label()},
            {"default.schedule", request.sampler().schedule().label()},
            {"default.cfgScale", text(GenerationRequest.CFG_SCALE)},
            {"default.clipSkip", text(request.clipSkip())},
            {"default.emphasis", request.emphasis().label()},
            {"default.rng", request.noise().label().toLowerCase(Locale.ROOT)},
            {"default.ensd", String.valueOf(request.ensd())},
            {"default.batchSize", text(request.batchSize())},
            {"default.batchCount", text(request.batchCount())},
            {"default.subseedStrength", text(request.subseedStrength())},
            {"default.sChurn", text(sampler.sChurn())},
            {"default.sTmin", text(sampler.sTmin())},
            {"default.sNoise", text(sampler.sNoise())},
            {"default.hiresUpscaler", hires.upscaler().label()},
            {"default.hiresDenoising", text(hires.denoisingStrength())},
        };
    }

    private static String text(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
