package io.brushwork;

import io.brushwork.files.picture.Infotext;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.text.Emphasis;
import java.util.Map;

/** Makes a request of the text that {@link InfotextWriter} or A1111 wrote, so that a picture can be made again. */
final class InfotextReader {
    private final Infotext text;

    InfotextReader(Infotext text) {
        this.text = text;
    }

    /**
     * @throws IllegalArgumentException where a value is not of its kind, naming the key; or where the picture needs what
     *     the text does not hold: an init image
     */
    GenerationRequest request() {
        if (text.parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "parameters: expected keys such as Steps and Seed in the text, found none");
        }
        boolean hires = text.value("Hires upscaler").isPresent();
        if (text.value("Denoising strength").isPresent() && !hires) {
            throw new IllegalArgumentException(
                    "Denoising strength: this picture was made from another one (img2img), which the text does not hold");
        }
        Schedule schedule = Schedule.ofLabel(text.value("Schedule type").orElse("Automatic"));
        SamplerChoice sampler = SamplerChoice.of(text.value("Sampler").orElse("Euler a"), schedule);
        Infotext.Size size = text.size("Size").orElse(new Infotext.Size(0, 0));
        Infotext.Size resize = text.size("Seed resize from").orElse(new Infotext.Size(0, 0));
        double strength = number("Variation seed strength", 0);
        return GenerationRequest.of(text.prompt())
                .negativePrompt(text.negativePrompt())
                .size(size.width(), size.height())
                .steps((int) whole("Steps", 20))
                .sampler(sampler)
                .samplerOptions(samplerOptions())
                .scheduleOptions(new ScheduleOptions(
                        number("Schedule min sigma", 0),
                        number("Schedule max sigma", 0),
                        number("Schedule rho", 0),
                        ScheduleOptions.DEFAULT.betaAlpha(),
                        ScheduleOptions.DEFAULT.betaBeta()))
                .guidance(new Guidance(number("CFG scale", 7), number("NGMS", 0), false, number("Skip Early CFG", 0)))
                .seed(whole("Seed", -1))
                .variation(whole("Variation seed", -1), strength)
                .seedResize(resize.width(), resize.height())
                // Where A1111 says nothing it used the graphics card, whose numbers NV gives.
                .noise(Noise.ofLabel(text.value("RNG").orElse("NV")))
                .ensd(whole("ENSD", 0))
                .clipSkip((int) whole("Clip skip", 1))
                .emphasis(Emphasis.of(text.value("Emphasis").orElse(Emphasis.ORIGINAL.label())))
                .tiling(text.value("Tiling").map("True"::equals).orElse(false))
                .hires(hires ? hires(sampler) : null)
                .build();
    }

    private SamplerOptions samplerOptions() {
        Map<String, String> p = text.parameters();
        return new SamplerOptions(
                p.containsKey("Eta") ? number("Eta", 0) : null,
                number("Sigma churn", 0),
                number("Sigma tmin", 0),
                number("Sigma tmax", Double.POSITIVE_INFINITY),
                number("Sigma noise", 1),
                "True".equals(p.get("Discard penultimate sigma")),
                "True".equals(p.get("SGM noise multiplier")));
    }

    private HiresFix hires(SamplerChoice first) {
        Infotext.Size size = text.size("Hires resize").orElse(new Infotext.Size(0, 0));
        HiresFix hires = HiresFix.TWICE
                .withScale(number("Hires upscale", 2))
                .withSize(size.width(), size.height())
                .withUpscale(Upscale.ofLabel(text.value("Hires upscaler").orElse(Upscale.LATENT.label())))
                .withSteps((int) whole("Hires steps", 0))
                .withDenoisingStrength(number("Denoising strength", 0.7))
                .withPrompts(
                        text.value("Hires prompt").orElse(""),
                        text.value("Hires negative prompt").orElse(""));
        String sampler = text.value("Hires sampler").orElse(first.sampler().label());
        return text.value("Hires schedule type")
                .map(schedule -> hires.withSampler(SamplerChoice.of(sampler, Schedule.ofLabel(schedule))))
                .orElse(hires);
    }

    private double number(String key, double otherwise) {
        String value = text.parameters().get(key);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": expected a number, got " + value, e);
        }
    }

    private long whole(String key, long otherwise) {
        String value = text.parameters().get(key);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": expected a whole number, got " + value, e);
        }
    }
}
