package io.brushwork.sampling;

import io.brushwork.tensor.Scope;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Everything about a run that is settled before its first step: the sampler, and the noise levels or timesteps that it
 * walks down, for a picture from noise or for a part of that way from a given latent. Immutable; one plan serves every
 * batch of a job.
 */
public final class SamplingPlan {
    private final SamplerChoice choice;
    private final NoiseSchedule noise;
    private final SamplerOptions options;
    private final int steps;
    private final double[] sigmas;
    /** Of the whole way, of which {@link #sigmas} may be the end. A Brownian path spans it. */
    private final double[] wholeSigmas;

    private final int[] timesteps;
    private final int[] wholeTimesteps;
    private final boolean fromLatent;

    private SamplingPlan(
            SamplerChoice choice,
            NoiseSchedule noise,
            SamplerOptions options,
            ScheduleOptions levels,
            int wholeSteps,
            int steps,
            boolean fromLatent) {
        this.choice = choice;
        this.noise = noise;
        this.options = options;
        this.steps = steps;
        this.fromLatent = fromLatent;
        boolean overTimesteps = choice.sampler().usesTimesteps();
        wholeTimesteps = overTimesteps ? timesteps(wholeSteps, noise, discards()) : new int[0];
        // From a latent, the run ends one timestep below the noise that the latent was given; A1111 does so.
        timesteps = fromLatent && overTimesteps ? Arrays.copyOf(wholeTimesteps, steps - 1) : wholeTimesteps;
        wholeSigmas = overTimesteps ? new double[0] : levels(wholeSteps, levels);
        sigmas = fromLatent && !overTimesteps
                ? Arrays.copyOfRange(wholeSigmas, wholeSteps - steps, wholeSigmas.length)
                : wholeSigmas;
    }

    /**
     * A picture from noise alone.
     *
     * @param steps 1 or more
     */
    public static SamplingPlan fromNoise(
            SamplerChoice choice, int steps, NoiseSchedule noise, SamplerOptions options, ScheduleOptions levels) {
        check(steps);
        return new SamplingPlan(choice, noise, options, levels, steps, steps, false);
    }

    public static SamplingPlan fromNoise(SamplerChoice choice, int steps, NoiseSchedule noise) {
        return fromNoise(choice, steps, noise, SamplerOptions.DEFAULT, ScheduleOptions.DEFAULT);
    }

    /**
     * From a latent, by the end of the way (img2img).
     *
     * @param steps of the whole way; about {@code steps * denoisingStrength} of them are taken
     * @param denoisingStrength share of the way, 0 (one step of little noise) to 1
     */
    public static SamplingPlan fromLatent(
            SamplerChoice choice,
            int steps,
            double denoisingStrength,
            NoiseSchedule noise,
            SamplerOptions options,
            ScheduleOptions levels) {
        check(steps);
        int taken = (int) (share(denoisingStrength) * steps) + 1;
        return new SamplingPlan(choice, noise, options, levels, steps, taken, true);
    }

    /**
     * From a latent, by exactly so many steps, the last of a way long enough for them (hires fix, and img2img with "do
     * exactly the amount of steps").
     *
     * @param steps to take
     * @param denoisingStrength share of the way, more than 0, at most 1
     */
    public static SamplingPlan fromLatentExactly(
            SamplerChoice choice,
            int steps,
            double denoisingStrength,
            NoiseSchedule noise,
            SamplerOptions options,
            ScheduleOptions levels) {
        check(steps);
        double share = share(denoisingStrength);
        if (share == 0) {
            throw new IllegalArgumentException("denoisingStrength: expected more than 0, got " + denoisingStrength);
        }
        return new SamplingPlan(choice, noise, options, levels, (int) (steps / share), steps, true);
    }

    public Sampler sampler() {
        return choice.sampler();
    }

    /** The schedule in force, for infotext; Automatic where there is nothing to say. */
    public Schedule schedule() {
        return choice.effectiveSchedule();
    }

    /** Steps that the user is told of. Some samplers take a few more or fewer; see {@link StepListener}. */
    public int steps() {
        return steps;
    }

    /** The noise levels of the run, falling; empty for samplers over timesteps. */
    public double[] sigmas() {
        return sigmas.clone();
    }

    /** The timesteps of the run, rising, as the last is the first to be asked; empty for samplers over noise levels. */
    public int[] timesteps() {
        return timesteps.clone();
    }

    /**
     * The latent to start from.
     *
     * @param noise standard normal noise, {@code [n, c, h, w]}
     */
    public Tensor start(Tensor noise) {
        if (choice.sampler().usesTimesteps()) {
            return Scope.of(() -> Mix.mix(1, noise));
        }
        double sigma = sigmas[0];
        return Scope.of(() -> Mix.mix(options.sgmNoiseMultiplier() ? Math.sqrt(1 + sigma * sigma) : sigma, noise));
    }

    /**
     * The latent to start from, for a plan from a latent.
     *
     * @param latent clean, scaled as the network has it, {@code [n, c, h, w]}
     * @param noise standard normal noise of the same shape
     */
    public Tensor start(Tensor latent, Tensor noise) {
        if (choice.sampler().usesTimesteps()) {
            double a = this.noise.alphaCumprod(wholeTimesteps[steps - 1]);
            return Scope.of(() -> Mix.mix(Math.sqrt(a), latent, Math.sqrt(1 - a), noise));
        }
        return Scope.of(() -> Mix.mix(1, latent, sigmas[0], noise));
    }

    /**
     * Runs the sampler.
     *
     * @param model with this plan's noise schedule
     * @param start from {@link #start}; stays the caller's
     * @param noise of the same batch, after its first draw
     * @return the clean latent
     */
    public Tensor sample(DiscreteDenoiser model, Tensor start, ImageNoise noise, StepListener listener) {
        Sampler sampler = choice.sampler();
        StepNoise drawn = (from, to) -> noise.next();
        if (sampler.usesTimesteps()) {
            return timesteps.length == 0
                    ? Scope.of(() -> new Tensor(start))
                    : sampler.solve(new TimestepRun(model, start, timesteps, time(), drawn, options, listener));
        }
        Denoiser denoiser = sampler.isConsistency() ? model.consistency() : model;
        double[] walked = sampler.choosesLevels() ? ends() : sigmas;
        int count = sampler.choosesLevels() && !fromLatent ? steps : sigmas.length - 1;
        StepNoise fresh = sampler.isBrownian() ? noise.brownian(lowest(wholeSigmas), wholeSigmas[0]) : drawn;
        return sampler.solve(new SamplerRun(denoiser, start, walked, count, fresh, options, listener));
    }

    /** Where UniPC starts: the end of the training time, or where A1111 puts it from a latent. */
    private double time() {
        return fromLatent ? (timesteps[timesteps.length - 1] + 1.0) / noise.size() : 1;
    }

    /** Levels between which a solver chooses its own: the network's, or those of the part taken, without 0. */
    private double[] ends() {
        return fromLatent
                ? new double[] {sigmas[0], sigmas[sigmas.length - 2]}
                : new double[] {noise.sigmaMax(), noise.sigmaMin()};
    }

    private boolean discards() {
        return choice.sampler().discardsPenultimate() || options.discardPenultimate();
    }

    private double[] levels(int count, ScheduleOptions levels) {
        NoiseSchedule known = choice.sampler().isConsistency() ? DiscreteDenoiser.consistencySchedule(noise) : noise;
        double[] all = choice.effectiveSchedule().sigmas(discards() ? count + 1 : count, known, levels);
        if (!discards()) {
            return all;
        }
        double[] kept = Arrays.copyOf(all, all.length - 1);
        kept[kept.length - 1] = all[all.length - 1];
        return kept;
    }

    /** Every so many-th timestep, from the second; where steps do not divide their number there are more. */
    private static int[] timesteps(int steps, NoiseSchedule noise, boolean discards) {
        int count = discards ? steps + 1 : steps;
        if (count > noise.size()) {
            throw new IllegalArgumentException(
                    "steps: expected at most " + noise.size() + " over the whole way for this sampler, got " + count);
        }
        int stride = noise.size() / count;
        return IntStream.iterate(0, t -> t < noise.size(), t -> t + stride)
                .map(t -> Math.min(t + 1, noise.size() - 1))
                .toArray();
    }

    private static double lowest(double[] sigmas) {
        double last = sigmas[sigmas.length - 1];
        return last > 0 ? last : sigmas[sigmas.length - 2];
    }

    /** A1111 never goes the whole way from a latent, so that something of it stays. */
    private static double share(double denoisingStrength) {
        if (!(denoisingStrength >= 0 && denoisingStrength <= 1)) {
            throw new IllegalArgumentException("denoisingStrength: expected 0 to 1, got " + denoisingStrength);
        }
        return Math.min(denoisingStrength, 0.999);
    }

    private static void check(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
        }
    }
}
