package io.brushwork.sampling;

import static io.brushwork.sampling.EulerSamplers.towards;
import static io.brushwork.sampling.Mix.mix;

import org.bytedeco.pytorch.Tensor;

/** Samplers that call the network once a step and raise their order by what earlier steps found. */
final class MultistepSamplers {
    private static final int LMS_ORDER = 4;

    /** How {@link #dpmpp2mSde} uses the previous step. */
    enum Correction {
        MIDPOINT,
        HEUN
    }

    private MultistepSamplers() {}

    /** Linear multistep (Adams-Bashforth) of order 4 over uneven levels, after K. Crowson. */
    static Tensor lms(SamplerRun run) {
        return run.repeat(LMS_ORDER, (x, i, slopes) -> {
            double sigma = run.sigma(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            slopes.push(mix(1 / sigma, x, -1 / sigma, denoised));
            Tensor next = mix(1, x);
            for (int j = 0; j < slopes.size(); j++) {
                next = mix(1, next, lmsWeight(run.sigmas(), i, j, slopes.size()), slopes.get(j));
            }
            return next;
        });
    }

    /** Integral from level {@code i} to the next of the Lagrange polynomial that is 1 at level {@code i - j}. */
    static double lmsWeight(double[] sigmas, int i, int j, int order) {
        double middle = (sigmas[i] + sigmas[i + 1]) / 2;
        double half = (sigmas[i + 1] - sigmas[i]) / 2;
        // Two-point Gauss-Legendre quadrature is exact up to degree 3, which is order 4.
        double sum = 0;
        for (double place : new double[] {middle - half / Math.sqrt(3), middle + half / Math.sqrt(3)}) {
            double product = 1;
            for (int k = 0; k < order; k++) {
                product *= k == j ? 1 : (place - sigmas[i - k]) / (sigmas[i - j] - sigmas[i - k]);
            }
            sum += product * half;
        }
        return sum;
    }

    /** DPM-Solver++(2M), Lu et al., arXiv:2211.01095, algorithm 2. */
    static Tensor dpmpp2m(SamplerRun run) {
        return run.repeat(1, (x, i, past) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            Tensor estimate = denoised;
            if (past.size() > 0 && next > 0) {
                double r = Math.log(run.sigma(i - 1) / sigma) / Math.log(sigma / next);
                estimate = mix(1 + 1 / (2 * r), denoised, -1 / (2 * r), past.get(0));
            }
            past.push(denoised);
            return towards(estimate, x, sigma, next);
        });
    }

    /** DPM-Solver++(2M) for the diffusion SDE (arXiv:2211.01095, appendix), in either form of its correction. */
    static Tensor dpmpp2mSde(SamplerRun run, Correction correction) {
        return run.repeat(1, (x, i, past) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            if (next == 0) {
                return denoised;
            }
            double h = Math.log(sigma / next);
            double hEta = h * (1 + run.eta());
            double share = -Math.expm1(-hEta);
            Tensor stepped = mix(next / sigma * Math.exp(-run.eta() * h), x, share, denoised);
            if (past.size() > 0) {
                double r = Math.log(run.sigma(i - 1) / sigma) / h;
                double weight = (correction == Correction.HEUN ? 1 - share / hEta : share / 2) / r;
                stepped = mix(1, stepped, weight, denoised, -weight, past.get(0));
            }
            past.push(denoised);
            return addSdeNoise(run, stepped, sigma, next);
        });
    }

    /** DPM-Solver++(3M) for the diffusion SDE, after K. Crowson. */
    static Tensor dpmpp3mSde(SamplerRun run) {
        return run.repeat(2, (x, i, past) -> {
            double sigma = run.sigma(i);
            double next = run.sigmaNext(i);
            Tensor denoised = run.denoise(x, sigma);
            run.report(i, x, denoised, sigma);
            if (next == 0) {
                return denoised;
            }
            double h = Math.log(sigma / next);
            double hEta = h * (1 + run.eta());
            Tensor stepped = mix(Math.exp(-hEta), x, -Math.expm1(-hEta), denoised);
            double phi2 = Math.expm1(-hEta) / hEta + 1;
            if (past.size() > 0) {
                double r0 = Math.log(run.sigma(i - 1) / sigma) / h;
                Tensor slope = mix(1 / r0, denoised, -1 / r0, past.get(0));
                if (past.size() == 1) {
                    stepped = mix(1, stepped, phi2, slope);
                } else {
                    double r1 = Math.log(run.sigma(i - 2) / run.sigma(i - 1)) / h;
                    Tensor earlier = mix(1 / r1, past.get(0), -1 / r1, past.get(1));
                    Tensor curve = mix(1 / (r0 + r1), slope, -1 / (r0 + r1), earlier);
                    double phi3 = phi2 / hEta - 0.5;
                    stepped = mix(1, stepped, phi2, slope, phi2 * r0 - phi3, curve);
                }
            }
            past.push(denoised);
            return addSdeNoise(run, stepped, sigma, next);
        });
    }

    private static Tensor addSdeNoise(SamplerRun run, Tensor x, double sigma, double next) {
        if (run.eta() == 0) {
            return x;
        }
        double kept = Math.pow(next / sigma, 2 * run.eta());
        return run.addNoise(x, next * Math.sqrt(1 - kept), sigma, next);
    }
}
