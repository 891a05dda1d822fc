package io.brushwork.generation;

import io.brushwork.base.Check;


import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.text.Emphasis;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a request of the text that {@link InfotextWriter} or A1111 wrote, so that a picture can be made again. */
final class InfotextReader {
    private static final Set<String> KNOWN = Set.of(
            "Steps",
            "Sampler",
            "Schedule type",
            "CFG scale",
            "Seed",
            "Size",
            "Size-1",
            "Size-2",
            "Model hash",
            "Model",
            "VAE hash",
            "VAE",
            "Variation seed",
            "Variation seed strength",
            "Seed resize from",
            "Seed resize from-1",
            "Seed resize from-2",
            "Denoising strength",
            "Clip skip",
            "ENSD",
            "RNG",
            "Tiling",
            "Hires upscale",
            "Hires resize",
            "Hires resize-1",
            "Hires resize-2",
            "Hires steps",
            "Hires upscaler",
            "Hires sampler",
            "Hires schedule type",
            "Hires prompt",
            "Hires negative prompt",
            "Eta",
            "Sigma churn",
            "Sigma tmin",
            "Sigma tmax",
            "Sigma noise",
            "Discard penultimate sigma",
            "SGM noise multiplier",
            "Schedule min sigma",
            "Schedule max sigma",
            "Schedule rho",
            "Beta schedule alpha",
            "Beta schedule beta",
            "NGMS",
            "NGMS all steps",
            "Skip Early CFG",
            "Emphasis",
            "Hypernet hashes",
            "Version",
            "User");

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
                .steps(count("Steps", 20))
                .sampler(sampler)
                .samplerOptions(samplerOptions())
                .scheduleOptions(new ScheduleOptions(
                        number("Schedule min sigma", 0),
                        number("Schedule max sigma", 0),
                        number("Schedule rho", 0),
                        number("Beta schedule alpha", ScheduleOptions.DEFAULT.betaAlpha()),
                        number("Beta schedule beta", ScheduleOptions.DEFAULT.betaBeta())))
                .guidance(new Guidance(
                        cfgScale(),
                        number("NGMS", 0),
                        "True".equals(text.parameters().get("NGMS all steps")),
                        number("Skip Early CFG", 0)))
                .seed(whole("Seed", -1))
                .variation(whole("Variation seed", -1), strength)
                .seedResize(resize.width(), resize.height())
                // Where A1111 says nothing it used the graphics card, whose numbers NV gives.
                .noise(Noise.ofLabel(text.value("RNG").orElse("NV")))
                .ensd(whole("ENSD", 0))
                .clipSkip(count("Clip skip", 1))
                .emphasis(Emphasis.of(text.value("Emphasis").orElse(Emphasis.ORIGINAL.label())))
                .tiling(text.value("Tiling").map("True"::equals).orElse(false))
                .hires(hires ? hires(sampler) : null)
                .build();
    }

    /** Keys of the text that say something about the picture which a request cannot say. */
    List<String> leftOut() {
        return text.parameters().keySet().stream()
                .filter(key -> !KNOWN.contains(key))
                .toList();
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
                .withUpscaler(Upscaler.ofLabel(text.value("Hires upscaler").orElse(Upscaler.LATENT.label())))
                .withSteps(count("Hires steps", 0))
                .withDenoisingStrength(number("Denoising strength", 0.7))
                .withPrompts(
                        text.value("Hires prompt").orElse(""),
                        text.value("Hires negative prompt").orElse(""));
        if (text.value("Hires sampler").isEmpty()
                && text.value("Hires schedule type").isEmpty()) {
            return hires;
        }
        // A1111 writes only what differs from the first pass.
        String sampler = text.value("Hires sampler").orElse(first.sampler().label());
        Schedule schedule =
                text.value("Hires schedule type").map(Schedule::ofLabel).orElse(first.schedule());
        return hires.withSampler(SamplerChoice.of(sampler, schedule));
    }

    private double cfgScale() {
        double value = number("CFG scale", GenerationRequest.CFG_SCALE);
        if (value < 0) {
            throw new IllegalArgumentException("CFG scale: expected 0 or more, got " + value);
        }
        return value;
    }

    private double number(String key, double otherwise) {
        String value = text.parameters().get(key);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": expected a number, got " + value, e);
        }
    }

    private int count(String key, int otherwise) {
        long value = whole(key, otherwise);
        Check.that(value == (int) value, key, "a number of steps or layers", value);
        return (int) value;
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
