package io.brushwork.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A sampler and how its noise levels are spaced. */
public record SamplerChoice(Sampler sampler, Schedule schedule) {
    /** Endings of A1111's old short names. */
    private static final List<String> SHORT_KARRAS = List.of("_ka", "_karras");

    private static final List<String> SHORT_EXPONENTIAL = List.of("_exp", "_exponential");

    /**
     * Reads a name as any version of A1111 wrote it: a label ({@code DPM++ 2M}), a label with its schedule ({@code DPM++ 2M
     * Karras}) or an alias ({@code k_dpmpp_2m_ka}). Without a schedule in the name it is Automatic.
     */
    public static SamplerChoice of(String name) {
        return of(name, Schedule.AUTOMATIC);
    }

    /** As {@link #of(String)}; a schedule in the name goes before the one given. */
    public static SamplerChoice of(String name, Schedule schedule) {
        return find(name)
                .map(sampler -> new SamplerChoice(sampler, schedule))
                .or(() -> Arrays.stream(Schedule.values())
                        .flatMap(ending -> endings(ending).map(text -> named(name, text, ending)))
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElseThrow(() -> Sampler.unknown(name));
    }

    /** The schedule in force: the sampler's own in place of Automatic. For samplers over timesteps it is Automatic. */
    public Schedule effectiveSchedule() {
        return schedule == Schedule.AUTOMATIC || sampler.usesTimesteps() ? sampler.defaultSchedule() : schedule;
    }

    static Optional<Sampler> find(String name) {
        return Arrays.stream(Sampler.values())
                .filter(sampler -> sampler.isCalled(name))
                .findFirst();
    }

    private static Stream<String> endings(Schedule schedule) {
        Stream<String> spelled = Stream.concat(Stream.of(schedule.label()), schedule.aliases().stream())
                .map(text -> " " + text);
        return switch (schedule) {
            case KARRAS -> Stream.concat(spelled, SHORT_KARRAS.stream());
            case EXPONENTIAL -> Stream.concat(spelled, SHORT_EXPONENTIAL.stream());
            default -> spelled;
        };
    }

    private static Optional<SamplerChoice> named(String name, String ending, Schedule schedule) {
        if (!name.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        return find(name.substring(0, name.length() - ending.length()))
                .map(sampler -> new SamplerChoice(sampler, schedule));
    }
}
