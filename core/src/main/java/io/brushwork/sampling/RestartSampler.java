package io.brushwork.sampling;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Restart sampling (Xu et al., arXiv:2306.14878): Heun's method that, once near 0.1, goes back up to 2 with fresh noise
 * and comes down again. As in A1111 it does so from 20 steps on, twice from 36 on, within the number of steps asked for.
 */
final class RestartSampler {
    private static final double RESTART_FROM = 0.1;
    private static final double RESTART_TO = 2;

    /** A step from one noise level to a lower one. */
    record Segment(double from, double to) {}

    private RestartSampler() {}

    static Tensor restart(SamplerRun run) {
        List<Segment> segments = segments(run.sigmas());
        return Step.repeat(run.start(), segments.size(), 0, (start, i, history) -> {
            double from = segments.get(i).from();
            double to = segments.get(i).to();
            double reached = i == 0 ? from : segments.get(i - 1).to();
            Tensor x = reached < from
                    ? run.addNoise(start, Math.sqrt(from * from - reached * reached), from, reached)
                    : start;
            Tensor denoised = run.denoise(x, from);
            run.report(i, segments.size(), x, denoised, from);
            return EulerSamplers.heunStep(run, x, denoised, from, to);
        });
    }

    /** The way of a run, given its levels without restarts, of which from 20 steps on only ends and length matter. */
    static List<Segment> segments(double[] sigmas) {
        int steps = sigmas.length - 1;
        if (steps < 20) {
            return pairs(sigmas, 0, steps);
        }
        int times = steps < 36 ? 1 : 2;
        int length = steps < 36 ? 9 : steps / 4;
        double[] descent = Schedule.karras(steps - length * times, sigmas[steps - 1], sigmas[0], 7);
        int bottom = nearest(descent, RESTART_FROM);
        int top = nearest(descent, RESTART_TO);
        if (bottom == 0 || top >= bottom) {
            return pairs(descent, 0, descent.length - 1);
        }
        double[] again = Schedule.karras(length + 1, descent[bottom], descent[top], 7);
        List<Segment> segments = new ArrayList<>(pairs(descent, 0, bottom));
        for (int i = 0; i < times; i++) {
            segments.addAll(pairs(again, 0, length));
        }
        segments.addAll(pairs(descent, bottom, descent.length - 1));
        return segments;
    }

    private static List<Segment> pairs(double[] sigmas, int first, int last) {
        List<Segment> pairs = new ArrayList<>();
        for (int i = first; i < last; i++) {
            pairs.add(new Segment(sigmas[i], sigmas[i + 1]));
        }
        return pairs;
    }

    private static int nearest(double[] sigmas, double level) {
        int nearest = 0;
        for (int i = 1; i < sigmas.length; i++) {
            if (Math.abs(sigmas[i] - level) < Math.abs(sigmas[nearest] - level)) {
                nearest = i;
            }
        }
        return nearest;
    }
}
