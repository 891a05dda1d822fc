package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import org.bytedeco.pytorch.Tensor;

/**
 * DDIM and PLMS as A1111 runs them. Both stop at the lowest timestep of the run, 1, and so leave a trace of noise; with
 * one step they have nowhere to go and give back the noise they were given.
 */
final class TimestepSamplers {
    private static final int PLMS_ORDER = 4;

    private TimestepSamplers() {}

    /** Denoising diffusion implicit models, Song et al., arXiv:2010.02502, equation 12. */
    static Tensor ddim(TimestepRun run) {
        int count = run.size() - 1;
        return Step.repeat(run.start(), count, 0, (x, i, history) -> {
            int place = count - i;
            double a = run.alphaCumprod(place);
            double next = run.alphaCumprod(place - 1);
            double sigma = run.eta() * Math.sqrt((1 - next) / (1 - a) * (1 - a / next));
            Tensor eps = run.eps(x, run.timestep(place));
            Tensor denoised = denoised(x, eps, a);
            run.report(i, count, x, denoised, run.timestep(place));
            // At eta 1 the difference can round to below 0.
            double direction = Math.sqrt(Math.max(0, 1 - next - sigma * sigma));
            Tensor stepped = mix(Math.sqrt(next), denoised, direction, eps);
            // A1111 draws noise whatever eta is; without eta nobody sees it.
            return sigma == 0 ? stepped : mix(1, stepped, sigma, run.noise(x));
        });
    }

    /** Pseudo linear multistep, Liu et al., arXiv:2202.09778: Adams-Bashforth on eps, begun with one Heun step. */
    static Tensor plms(TimestepRun run) {
        int count = run.size() - 1;
        return Step.repeat(run.start(), count, PLMS_ORDER - 1, (x, i, past) -> {
            int place = count - i;
            double a = run.alphaCumprod(place);
            double next = run.alphaCumprod(place - 1);
            Tensor eps = run.eps(x, run.timestep(place));
            Tensor estimate = switch (past.size()) {
                case 0 -> mix(0.5, eps, 0.5, run.eps(move(x, eps, a, next), run.timestep(place - 1)));
                case 1 -> mix(1.5, eps, -0.5, past.get(0));
                case 2 -> mix(23 / 12.0, eps, -16 / 12.0, past.get(0), 5 / 12.0, past.get(1));
                default ->
                    mix(
                            1,
                            mix(55 / 24.0, eps, -59 / 24.0, past.get(0), 37 / 24.0, past.get(1)),
                            -9 / 24.0,
                            past.get(2));
            };
            run.report(i, count, x, denoised(x, estimate, a), run.timestep(place));
            past.push(eps);
            return move(x, estimate, a, next);
        });
    }

    private static Tensor move(Tensor x, Tensor eps, double a, double next) {
        return mix(Math.sqrt(next), denoised(x, eps, a), Math.sqrt(1 - next), eps);
    }

    private static Tensor denoised(Tensor x, Tensor eps, double a) {
        return mix(1 / Math.sqrt(a), x, -Math.sqrt((1 - a) / a), eps);
    }
}
