package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import io.brushwork.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * UniPC (Zhao et al., arXiv:2302.04867) with A1111's defaults: data prediction, variant B1(h), order 3, timesteps even in
 * time, lower orders at the end. Each step predicts, asks the network there, and corrects with its answer; the last one
 * only predicts.
 *
 * <p>Time runs from 1 (timestep 999) to 0.001 (timestep 0). Between timesteps the logarithm of the signal's share is
 * interpolated, where the other samplers interpolate that of sigma.
 */
final class UniPc {
    private static final int ORDER = 3;

    private final TimestepRun run;
    private final int steps;
    private final int order;

    private UniPc(TimestepRun run) {
        this.run = run;
        steps = run.size();
        order = Math.min(ORDER, steps);
    }

    static Tensor unipc(TimestepRun run) {
        return new UniPc(run).sample();
    }

    /** A point of the run: signal and noise at a time. */
    private record Point(double timestep, double alpha, double sigma, double lambda) {}

    private Tensor sample() {
        Deque<Point> points = new ArrayDeque<>();
        try (Scope scope = new Scope();
                History x = new History(1);
                History denoised = new History(order)) {
            x.push(run.start());
            for (int i = 0; i < steps; i++) {
                try (Scope one = new Scope()) {
                    if (i == 0) {
                        points.addFirst(point(0));
                        denoised.push(denoise(x.get(0), points.getFirst()));
                    }
                    run.report(
                            i,
                            steps,
                            x.get(0),
                            denoised.get(0),
                            points.getFirst().timestep());
                    step(x, denoised, points, i);
                }
            }
            return scope.keep(new Tensor(x.get(0)));
        }
    }

    private void step(History x, History denoised, Deque<Point> points, int i) {
        Point to = point(i + 1);
        Update update = new Update(points, to, Math.min(Math.min(i + 1, order), steps - i), denoised);
        Tensor predicted = update.apply(x.get(0), null);
        if (i == steps - 1) {
            x.push(predicted);
            return;
        }
        Tensor there = denoise(predicted, to);
        x.push(update.apply(x.get(0), there));
        denoised.push(there);
        points.addFirst(to);
    }

    private Tensor denoise(Tensor x, Point point) {
        return mix(1 / point.alpha(), x, -point.sigma() / point.alpha(), run.eps(x, point.timestep()));
    }

    private Point point(int i) {
        NoiseSchedule schedule = run.schedule();
        double last = 1.0 / schedule.size();
        double time = run.first() + (double) i / steps * (last - run.first());
        double timestep = Math.max(time * schedule.size() - 1, 0);
        int low = Math.min((int) timestep, schedule.size() - 2);
        double part = timestep - low;
        double logA =
                (1 - part) * Math.log(schedule.alphaCumprod(low)) + part * Math.log(schedule.alphaCumprod(low + 1));
        double alpha = Math.exp(logA / 2);
        double sigma = Math.sqrt(-Math.expm1(logA));
        return new Point(timestep, alpha, sigma, Math.log(alpha / sigma));
    }

    /** The step to a point, of some order: its predictor, and the corrector once the network's answer there is known. */
    private static final class Update {
        private final Point from;
        private final Point to;
        private final double h;
        private final Tensor newest;
        private final List<Double> ratios = new ArrayList<>();
        private final List<Tensor> differences = new ArrayList<>();

        Update(Deque<Point> points, Point to, int order, History denoised) {
            this.to = to;
            from = points.getFirst();
            h = to.lambda() - from.lambda();
            newest = denoised.get(0);
            Iterator<Point> earlier = points.iterator();
            earlier.next();
            for (int k = 1; k < order; k++) {
                double ratio = (earlier.next().lambda() - from.lambda()) / h;
                ratios.add(ratio);
                differences.add(mix(1 / ratio, denoised.get(k), -1 / ratio, newest));
            }
        }

        /** The latent at the end of the step, given the network's answer there, or null before it is known. */
        Tensor apply(Tensor x, @Nullable Tensor there) {
            double[] weights = weights(there != null);
            Tensor next = mix(to.sigma() / from.sigma(), x, -to.alpha() * Math.expm1(-h), newest);
            for (int k = 0; k < differences.size(); k++) {
                next = mix(1, next, to.alpha() * h * weights[k], differences.get(k));
            }
            if (there != null) {
                double weight = to.alpha() * h * weights[weights.length - 1];
                next = mix(1, next, weight, there, -weight, newest);
            }
            return next;
        }

        /** Solves equation 5 of the paper, {@code sum_k ratio_k^n weight_k = n! phi_(n+2)(h) h^(n+1) / B(h)}. */
        private double[] weights(boolean corrected) {
            int count = ratios.size() + (corrected ? 1 : 0);
            if (count == 1) {
                // The authors' shortcut, where one difference is known: half of it.
                return new double[] {0.5};
            }
            double[][] rows = new double[count][count + 1];
            double hh = -h;
            double phi = Math.expm1(hh) / hh - 1;
            double factorial = 1;
            for (int n = 0; n < count; n++) {
                for (int k = 0; k < count; k++) {
                    rows[n][k] = Math.pow(k < ratios.size() ? ratios.get(k) : 1, n);
                }
                rows[n][count] = phi * factorial / hh;
                factorial *= n + 2;
                phi = phi / hh - 1 / factorial;
            }
            return solved(rows);
        }

        /** Gaussian elimination with row exchange; the last column is the right-hand side. */
        private static double[] solved(double[][] rows) {
            int n = rows.length;
            for (int i = 0; i < n; i++) {
                for (int row = i + 1; row < n; row++) {
                    if (Math.abs(rows[row][i]) > Math.abs(rows[i][i])) {
                        double[] swapped = rows[i];
                        rows[i] = rows[row];
                        rows[row] = swapped;
                    }
                }
                for (int row = 0; row < n; row++) {
                    double factor = row == i ? 0 : rows[row][i] / rows[i][i];
                    for (int k = i; k <= n; k++) {
                        rows[row][k] -= factor * rows[i][k];
                    }
                }
            }
            double[] result = new double[n];
            for (int i = 0; i < n; i++) {
                result[i] = rows[i][n] / rows[i][i];
            }
            return result;
        }
    }
}
