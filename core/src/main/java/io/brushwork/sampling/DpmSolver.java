package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * DPM-Solver (Lu et al., arXiv:2206.00927) in its "fast" form, a fixed number of network calls, and in its adaptive one.
 * Both choose their own levels between the first and the last of the run, even in {@code t = -log(sigma)}; neither ends
 * at 0.
 */
final class DpmSolver {
    private static final double RELATIVE_TOLERANCE = 0.05;
    private static final double ABSOLUTE_TOLERANCE = 0.0078;
    private static final double FIRST_STEP = 0.05;

    private final SamplerRun run;
    private final double tEnd;

    private DpmSolver(SamplerRun run) {
        this.run = run;
        tEnd = -Math.log(run.sigma(run.sigmas().length - 1));
    }

    /** Appendix D.4: as many third-order steps as {@code run.steps()} calls allow, then what is left. */
    static Tensor fast(SamplerRun run) {
        return new DpmSolver(run).fast();
    }

    /** Third-order steps, their length set by the difference from second order (appendix C.3). */
    static Tensor adaptive(SamplerRun run) {
        return new DpmSolver(run).adaptive();
    }

    private Tensor fast() {
        int calls = run.steps();
        int count = calls / 3 + 1;
        double tStart = -Math.log(run.sigma(0));
        return Step.repeat(run.start(), count, 0, (x, i, history) -> {
            Move move = move(tStart + i * (tEnd - tStart) / count, tStart + (i + 1) * (tEnd - tStart) / count);
            int order = i < count - 2 ? 3 : calls % 3 == 0 ? count - i : i < count - 1 ? 3 : calls % 3;
            Tensor eps = eps(x, move.t());
            reportStep(i, count, x, eps, move.t());
            Tensor stepped = switch (order) {
                case 1 -> first(x, eps, move);
                case 2 -> second(x, eps, epsWithin(x, eps, move, 0.5), move, 0.5);
                default -> third(x, eps, epsWithin(x, eps, move, 1 / 3.0), move);
            };
            return run.addNoise(stepped, move.noise(), sigma(move.t()), sigma(move.tNext()));
        });
    }

    private Tensor adaptive() {
        StepLength length = new StepLength(FIRST_STEP, run.eta() > 0 ? 1.5 : 3);
        double t = -Math.log(run.sigma(0));
        try (Scope scope = new Scope();
                History x = new History(1);
                History lower = new History(1)) {
            x.push(run.start());
            lower.push(run.start());
            for (int i = 0; t < tEnd - 1e-5; i++) {
                try (Scope one = new Scope()) {
                    Move move = move(t, Math.min(tEnd, t + length.h()));
                    Tensor eps = eps(x.get(0), t);
                    reportStep(i, run.steps(), x.get(0), eps, t);
                    Tensor within = epsWithin(x.get(0), eps, move, 1 / 3.0);
                    Tensor low = second(x.get(0), eps, within, move, 1 / 3.0);
                    Tensor high = third(x.get(0), eps, within, move);
                    if (length.accepts(error(low, high, lower.get(0)))) {
                        lower.push(low);
                        x.push(run.addNoise(high, move.noise(), sigma(t), sigma(move.tNext())));
                        t = move.tNext();
                    }
                }
            }
            return scope.keep(new Tensor(x.get(0)));
        }
    }

    /** Root mean square of the difference of two orders, against what is tolerated; 1 is just tolerable. */
    private static double error(Tensor low, Tensor high, Tensor previous) {
        Tensor size = torch.maximum(low.abs(), previous.abs());
        Tensor tolerated = size.mul(new Scalar(RELATIVE_TOLERANCE)).clamp_min(new Scalar(ABSOLUTE_TOLERANCE));
        return low.sub(high).div(tolerated).norm().item_double() / Math.sqrt((double) low.numel());
    }

    private void reportStep(int i, int count, Tensor x, Tensor eps, double t) {
        run.report(i, Math.max(count, i + 1), x, mix(1, x, -sigma(t), eps), sigma(t));
    }

    /** Where a step leads: to {@code tReached}, a little beyond {@code tNext}, from where noise leads back. */
    private record Move(double t, double tNext, double tReached, double noise) {
        double h() {
            return tReached - t;
        }
    }

    private Move move(double t, double tNext) {
        AncestralStep step = AncestralStep.between(sigma(t), sigma(tNext), run.eta());
        double tReached = Math.min(tEnd, -Math.log(step.down()));
        double reached = sigma(tReached);
        return new Move(t, tNext, tReached, Math.sqrt(Math.max(0, sigma(tNext) * sigma(tNext) - reached * reached)));
    }

    private Tensor eps(Tensor x, double t) {
        return mix(1 / sigma(t), x, -1 / sigma(t), run.denoise(x, sigma(t)));
    }

    /** Noise at the share {@code r} of the step, reached by first order. */
    private Tensor epsWithin(Tensor x, Tensor eps, Move move, double r) {
        double s = move.t() + r * move.h();
        return eps(mix(1, x, -sigma(s) * Math.expm1(r * move.h()), eps), s);
    }

    private static Tensor first(Tensor x, Tensor eps, Move move) {
        return mix(1, x, -sigma(move.tReached()) * Math.expm1(move.h()), eps);
    }

    private static Tensor second(Tensor x, Tensor eps, Tensor epsR, Move move, double r) {
        double weight = -sigma(move.tReached()) * Math.expm1(move.h());
        return mix(1, x, weight * (1 - 1 / (2 * r)), eps, weight / (2 * r), epsR);
    }

    private Tensor third(Tensor x, Tensor eps, Tensor epsThird, Move move) {
        double h = move.h();
        double part = 2 / 3.0 * h;
        double s = move.t() + part;
        double curve = -sigma(s) * 2 * (Math.expm1(part) / part - 1);
        Tensor u = mix(1, x, -sigma(s) * Math.expm1(part) - curve, eps, curve, epsThird);
        Tensor epsTwoThirds = eps(u, s);
        double end = sigma(move.tReached());
        double bend = -end * 1.5 * (Math.expm1(h) / h - 1);
        return mix(1, x, -end * Math.expm1(h) - bend, eps, bend, epsTwoThirds);
    }

    private static double sigma(double t) {
        return Math.exp(-t);
    }
}
