package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import org.bytedeco.pytorch.Tensor;

/**
 * Steps along the derivative {@code dx/dsigma = (x - denoised) / sigma} of the probability flow (Karras et al.,
 * arXiv:2206.00364), as k-diffusion takes them.
 */
final class EulerSamplers {
    private EulerSamplers() {}

    /** Algorithm 2 without its second-order part. */
    static Tensor euler(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            Churned churned = Churned.of(run, x, i);
            Tensor denoised = run.denoise(churned.x(), churned.sigma());
            run.report(i, x, denoised, run.sigma(i));
            return towards(denoised, churned.x(), churned.sigma(), run.sigmaNext(i));
        });
    }

    /** Euler's method to a lower level, then fresh noise back up. */
    static Tensor eulerAncestral(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            AncestralStep step = AncestralStep.between(sigma, next, run.eta());
            Tensor stepped = towards(denoised, x, sigma, step.down());
            return next > 0 ? run.addNoise(stepped, step.up(), sigma, next) : stepped;
        });
    }

    /** Algorithm 2: a second call at the end of the step corrects its direction. */
    static Tensor heun(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            Churned churned = Churned.of(run, x, i);
            Tensor denoised = run.denoise(churned.x(), churned.sigma());
            run.report(i, x, denoised, run.sigma(i));
            return heunStep(run, churned.x(), denoised, churned.sigma(), run.sigmaNext(i));
        });
    }

    /** One step of Heun's method, with the denoised latent of its start. */
    static Tensor heunStep(SamplerRun run, Tensor x, Tensor denoised, double sigma, double next) {
        Tensor end = towards(denoised, x, sigma, next);
        if (next == 0) {
            return end;
        }
        Tensor slope = mix(1 / sigma, x, -1 / sigma, denoised);
        Tensor slopeAtEnd = mix(1 / next, end, -1 / next, run.denoise(end, next));
        return mix(1, x, (next - sigma) / 2, slope, (next - sigma) / 2, slopeAtEnd);
    }

    /** DPM-Solver-2 (Lu et al., arXiv:2206.00927): the midpoint method, with its middle halfway in log(sigma). */
    static Tensor dpm2(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            Churned churned = Churned.of(run, x, i);
            Tensor denoised = run.denoise(churned.x(), churned.sigma());
            run.report(i, x, denoised, run.sigma(i));
            return midpointStep(run, churned.x(), denoised, churned.sigma(), run.sigmaNext(i));
        });
    }

    /** The midpoint method to a lower level, then fresh noise back up. */
    static Tensor dpm2Ancestral(SamplerRun run) {
        return run.repeat(0, (x, i, history) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            AncestralStep step = AncestralStep.between(sigma, next, run.eta());
            Tensor stepped = midpointStep(run, x, denoised, sigma, step.down());
            return next > 0 ? run.addNoise(stepped, step.up(), sigma, next) : stepped;
        });
    }

    private static Tensor midpointStep(SamplerRun run, Tensor x, Tensor denoised, double sigma, double next) {
        if (next == 0) {
            return towards(denoised, x, sigma, next);
        }
        double middle = Math.sqrt(sigma * next);
        Tensor xMiddle = towards(denoised, x, sigma, middle);
        Tensor slope = mix(1 / middle, xMiddle, -1 / middle, run.denoise(xMiddle, middle));
        return mix(1, x, next - sigma, slope);
    }

    /** Euler's step: on the line from {@code x} to its denoised latent, as far as the noise has to fall. */
    static Tensor towards(Tensor denoised, Tensor x, double sigma, double next) {
        double ratio = next / sigma;
        return mix(ratio, x, 1 - ratio, denoised);
    }
}
