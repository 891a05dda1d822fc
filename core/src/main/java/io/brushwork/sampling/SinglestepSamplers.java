package io.brushwork.sampling;

import static io.brushwork.sampling.EulerSamplers.towards;

import org.bytedeco.pytorch.Tensor;

/** DPM-Solver++ with its second call within the step (Lu et al., arXiv:2211.01095), and consistency models. */
final class SinglestepSamplers {
    private SinglestepSamplers() {}

    /** DPM-Solver++(2S) to a lower level, then fresh noise back up. */
    static Tensor dpmpp2sAncestral(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            AncestralStep step = AncestralStep.between(sigma, next, run.eta());
            if (step.down() > 0) {
                double middle = Math.sqrt(sigma * step.down());
                denoised = run.denoise(towards(denoised, x, sigma, middle), middle);
            }
            Tensor stepped = towards(denoised, x, sigma, step.down());
            return next > 0 ? run.addNoise(stepped, step.up(), sigma, next) : stepped;
        });
    }

    /** DPM-Solver++ for the diffusion SDE: fresh noise for the middle of the step, and for its end. */
    static Tensor dpmppSde(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            if (next == 0) {
                return denoised;
            }
            double middle = Math.sqrt(sigma * next);
            AncestralStep half = AncestralStep.between(sigma, middle, run.eta());
            Tensor xMiddle = run.addNoise(towards(denoised, x, sigma, half.down()), half.up(), sigma, middle);
            Tensor denoisedMiddle = run.denoise(xMiddle, middle);
            AncestralStep whole = AncestralStep.between(sigma, next, run.eta());
            return run.addNoise(towards(denoisedMiddle, x, sigma, whole.down()), whole.up(), sigma, next);
        });
    }

    /** A consistency model's own way: to the clean latent at once, and back up with fresh noise (arXiv:2303.01469). */
    static Tensor consistency(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            return next > 0 ? run.addNoise(denoised, next, sigma, next) : denoised;
        });
    }
}
