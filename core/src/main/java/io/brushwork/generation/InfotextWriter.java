package io.brushwork.generation;

import io.brushwork.catalog.ModelIdentity;
import io.brushwork.base.Release;


import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Sampler;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.sampling.Seeds;
import io.brushwork.text.Emphasis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down how a picture was made, in the keys and the order of A1111's {@code create_infotext}. */
final class InfotextWriter {
    private final GenerationRequest request;
    private final ModelIdentity model;
    private final Seeds seeds;
    private final List<NamedChain> chains;
    private final List<PostProcessor> processors;

    /**
     * @param chains of hypernetworks, of each pass
     * @param processors that worked on the picture, in their order
     */
    InfotextWriter(
            GenerationRequest request,
            ModelIdentity model,
            Seeds seeds,
            List<NamedChain> chains,
            List<PostProcessor> processors) {
        this.request = request;
        this.model = model;
        this.seeds = seeds;
        this.chains = List.copyOf(chains);
        this.processors = List.copyOf(processors);
    }

    /** The text of one picture of the job. */
    Infotext of(int image) {
        Map<String, String> p = new LinkedHashMap<>();
        SamplerChoice sampler = request.sampler();
        p.put("Steps", String.valueOf(request.steps()));
        p.put("Sampler", sampler.sampler().label());
        p.put("Schedule type", sampler.schedule().label());
        p.put("CFG scale", number(request.guidance().cfgScale()));
        p.put("Seed", String.valueOf(seeds.seedOf(image)));
        processors.forEach(processor -> p.putAll(processor.infotext()));
        p.put("Size", request.width() + "x" + request.height());
        putIf(!model.hash().isEmpty(), p, "Model hash", model.hash());
        p.put("Model", model.name());
        putIf(!model.vaeHash().isEmpty(), p, "VAE hash", model.vaeHash());
        putIf(!model.vaeName().isEmpty(), p, "VAE", model.vaeName());
        boolean varied = request.subseedStrength() > 0;
        putIf(varied, p, "Variation seed", String.valueOf(seeds.subseedOf(image)));
        putIf(varied, p, "Variation seed strength", number(request.subseedStrength()));
        boolean resized = request.seedResizeWidth() > 0 && request.seedResizeHeight() > 0;
        putIf(resized, p, "Seed resize from", request.seedResizeWidth() + "x" + request.seedResizeHeight());
        InitImage init = request.init();
        HiresFix hires = request.hires();
        if (init != null) {
            p.put("Denoising strength", number(init.denoisingStrength()));
        } else if (hires != null) {
            p.put("Denoising strength", number(hires.denoisingStrength()));
        }
        putIf(request.clipSkip() > 1, p, "Clip skip", String.valueOf(request.clipSkip()));
        // A1111 leaves it out for samplers that it thinks draw no noise; some of them do.
        putIf(request.ensd() != 0, p, "ENSD", String.valueOf(request.ensd()));
        p.put("RNG", request.noise().label());
        putIf(request.tiling(), p, "Tiling", "True");
        if (hires != null) {
            putHires(p, hires);
        }
        putSampling(p, sampler.sampler());
        putIf(
                request.emphasis() != Emphasis.ORIGINAL,
                p,
                "Emphasis",
                request.emphasis().label());
        putHypernetworks(p);
        p.put("Version", "Brushwork " + Release.version());
        return new Infotext(request.prompt(), request.negativePrompt(), p);
    }

    private void putHires(Map<String, String> p, HiresFix hires) {
        boolean bySize = hires.width() > 0 || hires.height() > 0;
        putIf(!bySize, p, "Hires upscale", number(hires.scale()));
        putIf(bySize, p, "Hires resize", hires.width() + "x" + hires.height());
        putIf(hires.steps() > 0, p, "Hires steps", String.valueOf(hires.steps()));
        p.put("Hires upscaler", hires.upscaler().label());
        SamplerChoice sampler = hires.sampler();
        if (sampler != null) {
            p.put("Hires sampler", sampler.sampler().label());
            p.put("Hires schedule type", sampler.schedule().label());
        }
        putIf(!hires.prompt().isEmpty(), p, "Hires prompt", hires.prompt());
        putIf(!hires.negativePrompt().isEmpty(), p, "Hires negative prompt", hires.negativePrompt());
    }

    private void putSampling(Map<String, String> p, Sampler sampler) {
        SamplerOptions options = request.samplerOptions();
        Double eta = options.eta();
        if (eta != null) {
            p.put("Eta", number(eta));
        }
        putIf(options.sChurn() > 0, p, "Sigma churn", number(options.sChurn()));
        putIf(options.sTmin() > 0, p, "Sigma tmin", number(options.sTmin()));
        putIf(Double.isFinite(options.sTmax()), p, "Sigma tmax", number(options.sTmax()));
        putIf(options.sNoise() != 1, p, "Sigma noise", number(options.sNoise()));
        putIf(options.discardPenultimate() && !sampler.discardsPenultimate(), p, "Discard penultimate sigma", "True");
        putIf(options.sgmNoiseMultiplier(), p, "SGM noise multiplier", "True");
        ScheduleOptions levels = request.scheduleOptions();
        putIf(levels.sigmaMin() > 0, p, "Schedule min sigma", number(levels.sigmaMin()));
        putIf(levels.sigmaMax() > 0, p, "Schedule max sigma", number(levels.sigmaMax()));
        putIf(levels.rho() > 0, p, "Schedule rho", number(levels.rho()));
        ScheduleOptions plain = ScheduleOptions.DEFAULT;
        putIf(levels.betaAlpha() != plain.betaAlpha(), p, "Beta schedule alpha", number(levels.betaAlpha()));
        putIf(levels.betaBeta() != plain.betaBeta(), p, "Beta schedule beta", number(levels.betaBeta()));
        Guidance guidance = request.guidance();
        putIf(guidance.sMinUncond() > 0, p, "NGMS", number(guidance.sMinUncond()));
        putIf(guidance.sMinUncondAll(), p, "NGMS all steps", "True");
        putIf(guidance.skipEarly() > 0, p, "Skip Early CFG", number(guidance.skipEarly()));
    }

    private void putHypernetworks(Map<String, String> p) {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (NamedChain chain : chains) {
            chain.hashes().forEach(hashes::put);
        }
        putIf(!hashes.isEmpty(), p, "Hypernet hashes", Infotext.formatHashes(hashes));
    }

    private static void putIf(boolean wanted, Map<String, String> p, String key, String value) {
        if (wanted) {
            p.put(key, value);
        }
    }

    /** Without a fraction where there is none: {@code 7} and {@code 7.5}. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
