package io.brushwork.generation;

import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import org.jspecify.annotations.Nullable;

/** Collects what the keys of one infotext say, until all are read. Starts from what A1111 means where it says nothing. */
final class InfotextDraft {
    private final GenerationRequest.Builder request;

    String sampler = "Euler a";
    Schedule schedule = Schedule.AUTOMATIC;
    double cfgScale = -1;
    double sMinUncond;
    boolean sMinUncondAll;
    double skipEarly;
    long subseed = -1;
    double subseedStrength;

    @Nullable
    Double eta;

    double sChurn;
    double sTmin;
    double sTmax = Double.POSITIVE_INFINITY;
    double sNoise = 1;
    boolean discardPenultimate;
    boolean sgmNoiseMultiplier;
    double sigmaMin;
    double sigmaMax;
    double rho;
    double betaAlpha = ScheduleOptions.DEFAULT.betaAlpha();
    double betaBeta = ScheduleOptions.DEFAULT.betaBeta();

    HiresFix hires = HiresFix.TWICE;
    double denoisingStrength = HiresFix.TWICE.denoisingStrength();

    @Nullable
    String hiresSampler;

    @Nullable
    Schedule hiresSchedule;

    private boolean hasHires;

    InfotextDraft(Infotext text) {
        // Where A1111 says nothing it used the graphics card, whose numbers NV gives.
        request = GenerationRequest.of(text.prompt())
                .negativePrompt(text.negativePrompt())
                .steps(20)
                .noise(Noise.NV);
    }

    GenerationRequest.Builder request() {
        return request;
    }

    /** Every picture of hires fix names its upscaler. */
    void upscaler(Upscale upscale) {
        hasHires = true;
        hires = hires.withUpscale(upscale);
    }

    /** @param plainCfgScale where the text names none */
    GenerationRequest request(double plainCfgScale) {
        SamplerChoice first = SamplerChoice.of(sampler, schedule);
        return request.sampler(first)
                .samplerOptions(
                        new SamplerOptions(eta, sChurn, sTmin, sTmax, sNoise, discardPenultimate, sgmNoiseMultiplier))
                .scheduleOptions(new ScheduleOptions(sigmaMin, sigmaMax, rho, betaAlpha, betaBeta))
                .guidance(new Guidance(cfgScale < 0 ? plainCfgScale : cfgScale, sMinUncond, sMinUncondAll, skipEarly))
                .variation(subseed, subseedStrength)
                .hires(hasHires ? secondPass(first) : null)
                .build();
    }

    private HiresFix secondPass(SamplerChoice first) {
        HiresFix second = hires.withDenoisingStrength(denoisingStrength);
        if (hiresSampler == null && hiresSchedule == null) {
            return second;
        }
        // A1111 writes only what differs from the first pass.
        String name = hiresSampler == null ? first.sampler().label() : hiresSampler;
        return second.withSampler(SamplerChoice.of(name, hiresSchedule == null ? first.schedule() : hiresSchedule));
    }
}
