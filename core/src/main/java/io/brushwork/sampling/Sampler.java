package io.brushwork.sampling;

import io.brushwork.base.Labels;
import io.brushwork.sampling.MultistepSamplers.Correction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** The samplers of A1111, in its order, by its names. Each solves the same equation from noise to picture in its way. */
@SuppressWarnings("ImmutableEnumChecker") // Its lists and sets are unmodifiable and its functions hold no state.
public enum Sampler {
    DPMPP_2M("DPM++ 2M", Schedule.KARRAS, MultistepSamplers::dpmpp2m, Set.of(), "k_dpmpp_2m"),
    DPMPP_SDE(
            "DPM++ SDE",
            Schedule.KARRAS,
            SinglestepSamplers::dpmppSde,
            Set.of(Trait.TWO_CALLS, Trait.BROWNIAN),
            "k_dpmpp_sde"),
    DPMPP_2M_SDE(
            "DPM++ 2M SDE",
            Schedule.EXPONENTIAL,
            run -> MultistepSamplers.dpmpp2mSde(run, Correction.MIDPOINT),
            Set.of(Trait.BROWNIAN),
            "k_dpmpp_2m_sde"),
    DPMPP_2M_SDE_HEUN(
            "DPM++ 2M SDE Heun",
            Schedule.EXPONENTIAL,
            run -> MultistepSamplers.dpmpp2mSde(run, Correction.HEUN),
            Set.of(Trait.BROWNIAN),
            "k_dpmpp_2m_sde_heun"),
    DPMPP_2S_A(
            "DPM++ 2S a",
            Schedule.KARRAS,
            SinglestepSamplers::dpmpp2sAncestral,
            Set.of(Trait.ENSD, Trait.TWO_CALLS),
            "k_dpmpp_2s_a"),
    DPMPP_3M_SDE(
            "DPM++ 3M SDE",
            Schedule.EXPONENTIAL,
            MultistepSamplers::dpmpp3mSde,
            Set.of(Trait.DISCARDS_PENULTIMATE, Trait.BROWNIAN),
            "k_dpmpp_3m_sde"),
    EULER_A(
            "Euler a",
            Schedule.AUTOMATIC,
            EulerSamplers::eulerAncestral,
            Set.of(Trait.ENSD),
            "k_euler_a",
            "k_euler_ancestral"),
    EULER("Euler", Schedule.AUTOMATIC, EulerSamplers::euler, Set.of(), "k_euler"),
    LMS("LMS", Schedule.AUTOMATIC, MultistepSamplers::lms, Set.of(), "k_lms"),
    HEUN("Heun", Schedule.AUTOMATIC, EulerSamplers::heun, Set.of(Trait.TWO_CALLS), "k_heun"),
    DPM2("DPM2", Schedule.KARRAS, EulerSamplers::dpm2, Set.of(Trait.DISCARDS_PENULTIMATE, Trait.TWO_CALLS), "k_dpm_2"),
    DPM2_A(
            "DPM2 a",
            Schedule.KARRAS,
            EulerSamplers::dpm2Ancestral,
            Set.of(Trait.DISCARDS_PENULTIMATE, Trait.ENSD, Trait.TWO_CALLS),
            "k_dpm_2_a"),
    DPM_FAST("DPM fast", Schedule.AUTOMATIC, DpmSolver::fast, Set.of(Trait.ENSD, Trait.CHOOSES_LEVELS), "k_dpm_fast"),
    DPM_ADAPTIVE(
            "DPM adaptive",
            Schedule.AUTOMATIC,
            DpmSolver::adaptive,
            Set.of(Trait.ENSD, Trait.CHOOSES_LEVELS),
            "k_dpm_ad"),
    RESTART("Restart", Schedule.KARRAS, RestartSampler::restart, Set.of(Trait.TWO_CALLS), "restart"),
    DDIM("DDIM", TimestepSamplers::ddim, "ddim"),
    PLMS("PLMS", TimestepSamplers::plms, "plms"),
    UNIPC("UniPC", UniPc::unipc, "unipc"),
    LCM("LCM", Schedule.AUTOMATIC, SinglestepSamplers::consistency, Set.of(Trait.CONSISTENCY), "k_lcm");

    private enum Trait {
        ENSD,
        TWO_CALLS,
        DISCARDS_PENULTIMATE,
        BROWNIAN,
        CHOOSES_LEVELS,
        CONSISTENCY,
        TIMESTEPS
    }

    /** Solves over noise levels. */
    @FunctionalInterface
    private interface Solver {
        Tensor solve(SamplerRun run);
    }

    /** Solves over timesteps. */
    @FunctionalInterface
    private interface TimestepSolver {
        Tensor solve(TimestepRun run);
    }

    private final String label;
    private final Schedule defaultSchedule;
    private final Solver solver;
    private final TimestepSolver timestepSolver;
    private final Set<Trait> traits;
    private final List<String> aliases;

    Sampler(String label, Schedule defaultSchedule, Solver solver, Set<Trait> traits, String... aliases) {
        this.label = label;
        this.defaultSchedule = defaultSchedule;
        this.solver = solver;
        this.traits = traits;
        this.aliases = withoutPrefix(aliases);
        timestepSolver = run -> {
            throw new IllegalStateException(label + " walks over noise levels");
        };
    }

    Sampler(String label, TimestepSolver timestepSolver, String... aliases) {
        this.label = label;
        this.timestepSolver = timestepSolver;
        this.aliases = withoutPrefix(aliases);
        defaultSchedule = Schedule.AUTOMATIC;
        traits = Set.of(Trait.TIMESTEPS);
        solver = run -> {
            throw new IllegalStateException(label + " walks over timesteps");
        };
    }

    /** A1111's name of it, as in infotext. */
    public String label() {
        return label;
    }

    /** Other names that A1111 and its users have for it. */
    public List<String> aliases() {
        return aliases;
    }

    /** The schedule that Automatic means; Automatic itself where that is Uniform by default, or where it has none. */
    public Schedule defaultSchedule() {
        return defaultSchedule;
    }

    /** Whether "eta noise seed delta" changes its pictures, and so belongs into infotext. */
    public boolean usesEnsd() {
        return traits.contains(Trait.ENSD);
    }

    /** Whether it calls the network twice a step, and prompts are to be scheduled over twice the steps. */
    public boolean callsTwice() {
        return traits.contains(Trait.TWO_CALLS);
    }

    /** Calls of the network that prompts are scheduled over: the steps, or twice as many. */
    public int modelCalls(int steps) {
        return callsTwice() ? 2 * steps : steps;
    }

    /** Whether it asks for one level more than steps and leaves out the last but one, on which it does badly. */
    public boolean discardsPenultimate() {
        return traits.contains(Trait.DISCARDS_PENULTIMATE);
    }

    /** Whether its noise comes from a Brownian path. */
    public boolean isBrownian() {
        return traits.contains(Trait.BROWNIAN);
    }

    /** Whether it walks over timesteps, and no schedule applies to it. */
    public boolean usesTimesteps() {
        return traits.contains(Trait.TIMESTEPS);
    }

    /** Whether it takes only the ends of a schedule and chooses the levels between. */
    boolean choosesLevels() {
        return traits.contains(Trait.CHOOSES_LEVELS);
    }

    /** Whether the network is asked as a latent consistency model. */
    boolean isConsistency() {
        return traits.contains(Trait.CONSISTENCY);
    }

    /** The sampler of a label or alias, in any case; see {@link SamplerChoice} for names that hold a schedule too. */
    public static Sampler ofLabel(String label) {
        return SamplerChoice.find(label).orElseThrow(() -> unknown(label));
    }

    static IllegalArgumentException unknown(String label) {
        return Labels.unknown(List.of(values()), Sampler::label, "sampler", label);
    }

    boolean isCalled(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(label.toLowerCase(Locale.ROOT)) || aliases.contains(lower);
    }

    Tensor solve(SamplerRun run) {
        return solver.solve(run);
    }

    Tensor solve(TimestepRun run) {
        return timestepSolver.solve(run);
    }

    /** The names with and without k-diffusion's {@code k_}. */
    private static List<String> withoutPrefix(String... aliases) {
        return Arrays.stream(aliases)
                .flatMap(alias -> alias.startsWith("k_") ? Stream.of(alias, alias.substring(2)) : Stream.of(alias))
                .toList();
    }
}
