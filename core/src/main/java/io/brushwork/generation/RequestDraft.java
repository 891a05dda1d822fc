package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Sampler;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects the fields of a request one by one, in any order, until all are read: of an infotext, of JSON. */
final class RequestDraft {
    final GenerationRequest.Builder request;

    int width;
    int height;
    String sampler = Sampler.EULER_A.label();
    Schedule schedule = Schedule.AUTOMATIC;
    double cfgScale = GenerationRequest.CFG_SCALE_OF_MODEL;
    double sMinUncond;
    boolean sMinUncondAll;
    double skipEarly;
    long subseed = -1;
    double subseedStrength;
    int resizeWidth;
    int resizeHeight;
    int batchSize = 1;
    int batchCount = 1;

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

    private @Nullable HiresFix hires;

    @Nullable
    String hiresSampler;

    @Nullable
    Schedule hiresSchedule;

    @Nullable
    Picture initImage;

    double initStrength = InitImage.DENOISING_STRENGTH;
    InitImage.Fit initFit = InitImage.Fit.STRETCH;

    RequestDraft(String prompt) {
        request = GenerationRequest.of(prompt);
    }

    /** Changes the second pass; the first change makes one. */
    void hires(UnaryOperator<HiresFix> change) {
        hires = change.apply(hires == null ? HiresFix.TWICE : hires);
    }

    void withoutHires() {
        hires = null;
    }

    /** All that was collected; checked by the request's own rules. */
    GenerationRequest build() {
        SamplerChoice first = SamplerChoice.of(sampler, schedule);
        return request.size(width, height)
                .sampler(first)
                .samplerOptions(
                        new SamplerOptions(eta, sChurn, sTmin, sTmax, sNoise, discardPenultimate, sgmNoiseMultiplier))
                .scheduleOptions(new ScheduleOptions(sigmaMin, sigmaMax, rho, betaAlpha, betaBeta))
                .guidance(new Guidance(cfgScale, sMinUncond, sMinUncondAll, skipEarly))
                .variation(subseed, subseedStrength)
                .seedResize(resizeWidth, resizeHeight)
                .batch(batchSize, batchCount)
                .hires(hires == null ? null : secondPass(hires, first))
                .init(initImage == null ? null : new InitImage(initImage, initStrength, initFit))
                .build();
    }

    /** What is not said of the second pass is as in the first. */
    private HiresFix secondPass(HiresFix second, SamplerChoice first) {
        if (hiresSampler == null && hiresSchedule == null) {
            return second;
        }
        String name = hiresSampler == null ? first.sampler().label() : hiresSampler;
        return second.withSampler(SamplerChoice.of(name, hiresSchedule == null ? first.schedule() : hiresSchedule));
    }
}
