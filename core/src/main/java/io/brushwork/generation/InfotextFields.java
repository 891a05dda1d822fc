package io.brushwork.generation;

import io.brushwork.base.Release;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.sampling.Seeds;
import io.brushwork.text.Emphasis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an infotext says of a picture: one row for each key, in the order of A1111's {@code create_infotext}, with how it is
 * written and how it is read.
 */
public final class InfotextFields {
    private static final ScheduleOptions LEVELS = ScheduleOptions.DEFAULT;

    private static final List<Row> ROWS = List.of(
            row("Steps", p -> text(p.request().steps()), (d, v) -> d.request.steps(v.count())),
            row("Sampler", p -> p.request().sampler().sampler().label(), (d, v) -> d.sampler = v.text()),
            row(
                    "Schedule type",
                    p -> p.request().sampler().schedule().label(),
                    (d, v) -> d.schedule = Schedule.ofLabel(v.text())),
            row(
                    "CFG scale",
                    p -> text(p.request().guidance().cfgScale()),
                    (d, v) -> d.cfgScale = v.number("0 or more", x -> x >= 0)),
            row("Seed", p -> text(p.seeds().seedOf(p.image())), (d, v) -> d.request.seed(v.whole())),
            row(
                    "Size",
                    p -> p.request().width() + "x" + p.request().height(),
                    (d, v) -> v.size().ifPresent(s -> {
                        d.width = s.width();
                        d.height = s.height();
                    })),
            said("Model hash", p -> p.plan().model().hash()),
            said("Model", p -> p.plan().model().name()),
            said("VAE hash", p -> p.plan().model().vaeHash()),
            said("VAE", p -> p.plan().model().vaeName()),
            row(
                    "Variation seed",
                    p -> p.varied() ? text(p.seeds().subseedOf(p.image())) : null,
                    (d, v) -> d.subseed = v.whole()),
            row(
                    "Variation seed strength",
                    p -> p.varied() ? text(p.request().subseedStrength()) : null,
                    (d, v) -> d.subseedStrength = v.number()),
            row(
                    "Seed resize from",
                    p -> p.request().seedResizeWidth() == 0
                            ? null
                            : p.request().seedResizeWidth() + "x" + p.request().seedResizeHeight(),
                    // A1111 takes a size with a side of 0 for none.
                    (d, v) -> v.size()
                            .filter(s -> s.width() > 0 && s.height() > 0)
                            .ifPresent(s -> {
                                d.resizeWidth = s.width();
                                d.resizeHeight = s.height();
                            })),
            row(
                    "Denoising strength",
                    InfotextFields::denoising,
                    (d, v) -> d.hires(h -> h.withDenoisingStrength(v.number()))),
            row(
                    "Clip skip",
                    p -> p.request().clipSkip() > 1 ? text(p.request().clipSkip()) : null,
                    (d, v) -> d.request.clipSkip(v.count())),
            // A1111 leaves it out for samplers that it thinks draw no noise; some of them do.
            row(
                    "ENSD",
                    p -> p.request().ensd() == 0 ? null : text(p.request().ensd()),
                    (d, v) -> d.request.ensd(v.whole())),
            row("RNG", p -> p.request().noise().label(), (d, v) -> d.request.noise(Noise.ofLabel(v.text()))),
            row("Tiling", p -> flag(p.request().tiling()), (d, v) -> d.request.tiling(v.flag())),
            hires(
                    "Hires upscale",
                    h -> h.width() == 0 && h.height() == 0 ? text(h.scale()) : null,
                    (d, v) -> d.hires(h -> h.withScale(v.number()))),
            hires(
                    "Hires resize",
                    h -> h.width() == 0 && h.height() == 0 ? null : h.width() + "x" + h.height(),
                    (d, v) -> v.size().ifPresent(s -> d.hires(h -> h.withSize(s.width(), s.height())))),
            hires(
                    "Hires steps",
                    h -> h.steps() == 0 ? null : text(h.steps()),
                    (d, v) -> d.hires(h -> h.withSteps(v.count()))),
            hires(
                    "Hires upscaler",
                    h -> h.upscaler().label(),
                    (d, v) -> d.hires(h -> h.withUpscaler(Upscaler.ofLabel(v.text())))),
            hires(
                    "Hires sampler",
                    h -> h.sampler() == null ? null : h.sampler().sampler().label(),
                    (d, v) -> d.hiresSampler = v.text()),
            hires(
                    "Hires schedule type",
                    h -> h.sampler() == null ? null : h.sampler().schedule().label(),
                    (d, v) -> d.hiresSchedule = Schedule.ofLabel(v.text())),
            hires(
                    "Hires prompt",
                    HiresFix::prompt,
                    (d, v) -> d.hires(h -> h.withPrompts(v.text(), h.negativePrompt()))),
            hires(
                    "Hires negative prompt",
                    HiresFix::negativePrompt,
                    (d, v) -> d.hires(h -> h.withPrompts(h.prompt(), v.text()))),
            sampler("Eta", o -> o.eta() == null ? null : text(o.eta()), (d, v) -> d.eta = v.number()),
            sampler("Sigma churn", o -> positive(o.sChurn()), (d, v) -> d.sChurn = v.number()),
            sampler("Sigma tmin", o -> positive(o.sTmin()), (d, v) -> d.sTmin = v.number()),
            sampler(
                    "Sigma tmax",
                    o -> Double.isFinite(o.sTmax()) ? text(o.sTmax()) : null,
                    (d, v) -> d.sTmax = v.number()),
            sampler("Sigma noise", o -> unless(1, o.sNoise()), (d, v) -> d.sNoise = v.number()),
            row(
                    "Discard penultimate sigma",
                    p -> flag(p.request().samplerOptions().discardPenultimate()
                            && !p.request().sampler().sampler().discardsPenultimate()),
                    (d, v) -> d.discardPenultimate = v.flag()),
            sampler(
                    "SGM noise multiplier",
                    o -> flag(o.sgmNoiseMultiplier()),
                    (d, v) -> d.sgmNoiseMultiplier = v.flag()),
            schedule("Schedule min sigma", o -> positive(o.sigmaMin()), (d, v) -> d.sigmaMin = v.number()),
            schedule("Schedule max sigma", o -> positive(o.sigmaMax()), (d, v) -> d.sigmaMax = v.number()),
            schedule("Schedule rho", o -> positive(o.rho()), (d, v) -> d.rho = v.number()),
            schedule(
                    "Beta schedule alpha",
                    o -> unless(LEVELS.betaAlpha(), o.betaAlpha()),
                    (d, v) -> d.betaAlpha = v.number()),
            schedule(
                    "Beta schedule beta",
                    o -> unless(LEVELS.betaBeta(), o.betaBeta()),
                    (d, v) -> d.betaBeta = v.number()),
            row("NGMS", p -> positive(p.request().guidance().sMinUncond()), (d, v) -> d.sMinUncond = v.number()),
            row(
                    "NGMS all steps",
                    p -> flag(p.request().guidance().sMinUncondAll()),
                    (d, v) -> d.sMinUncondAll = v.flag()),
            row(
                    "Skip Early CFG",
                    p -> positive(p.request().guidance().skipEarly()),
                    (d, v) -> d.skipEarly = v.number()),
            row(
                    "Emphasis",
                    p -> p.request().emphasis() == Emphasis.ORIGINAL
                            ? null
                            : p.request().emphasis().label(),
                    (d, v) -> d.request.emphasis(Emphasis.of(v.text()))),
            said("Hypernet hashes", p -> Infotext.formatHashes(p.plan().hypernetHashes())),
            said("Version", p -> "Brushwork " + Release.version()));

    /** Keys of A1111 that say nothing which a request would need. */
    private static final Set<String> NOT_NEEDED = Set.of(
            "Size-1", "Size-2", "Seed resize from-1", "Seed resize from-2", "Hires resize-1", "Hires resize-2", "User");

    /** A1111 names restorers of faces behind it. */
    private static final String BEFORE_PROCESSORS = "Tiling";

    private static final Map<String, Row> BY_KEY = ROWS.stream().collect(Collectors.toMap(Row::key, row -> row));

    private InfotextFields() {}

    /** One picture of a job. */
    private record Of(GenerationPlan plan, Seeds seeds, int image) {
        GenerationRequest request() {
            return plan.request();
        }

        boolean varied() {
            return request().subseedStrength() > 0;
        }
    }

    @FunctionalInterface
    private interface Reading {
        void into(RequestDraft draft, InfotextValue value);
    }

    /**
     * A key.
     *
     * @param write its value; null or empty where it is not written
     */
    private record Row(String key, Function<Of, @Nullable String> write, Reading read) {}

    private static Row row(String key, Function<Of, @Nullable String> write, Reading read) {
        return new Row(key, write, read);
    }

    /** A key that is written for people and programs, and says nothing that a request holds. */
    private static Row said(String key, Function<Of, @Nullable String> write) {
        return new Row(key, write, (draft, value) -> {});
    }

    private static Row hires(String key, Function<HiresFix, @Nullable String> write, Reading read) {
        return new Row(
                key,
                of -> of.request().hires() == null
                        ? null
                        : write.apply(of.request().hires()),
                read);
    }

    private static Row sampler(String key, Function<SamplerOptions, @Nullable String> write, Reading read) {
        return new Row(key, of -> write.apply(of.request().samplerOptions()), read);
    }

    private static Row schedule(String key, Function<ScheduleOptions, @Nullable String> write, Reading read) {
        return new Row(key, of -> write.apply(of.request().scheduleOptions()), read);
    }

    private static @Nullable String denoising(Of picture) {
        InitImage init = picture.request().init();
        HiresFix hires = picture.request().hires();
        if (init != null) {
            return text(init.denoisingStrength());
        }
        return hires == null ? null : text(hires.denoisingStrength());
    }

    private static String text(long value) {
        return String.valueOf(value);
    }

    /** Without a fraction where there is none: {@code 7} and {@code 7.5}. */
    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static @Nullable String positive(double value) {
        return value > 0 ? text(value) : null;
    }

    private static @Nullable String unless(double plain, double value) {
        return value == plain ? null : text(value);
    }

    private static @Nullable String flag(boolean value) {
        return value ? "True" : null;
    }

    /**
     * The text of one picture of a job.
     *
     * @param processors that worked on it, in their order
     */
    static Infotext write(GenerationPlan plan, Seeds seeds, int image, List<PostProcessor> processors) {
        Of picture = new Of(plan, seeds, image);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Row row : ROWS) {
            String value = row.write().apply(picture);
            if (value != null && !value.isEmpty()) {
                parameters.put(row.key(), value);
            }
            if (row.key().equals(BEFORE_PROCESSORS)) {
                processors.forEach(processor -> parameters.putAll(processor.infotext()));
            }
        }
        String own = plan.request().hypernetworks().stream()
                .map(AppliedHypernetwork::tag)
                .collect(Collectors.joining());
        return new Infotext(own + plan.request().prompt(), plan.request().negativePrompt(), parameters);
    }

    /**
     * The request that a picture's infotext records, ours or A1111's.
     *
     * @throws IllegalArgumentException where a value is not of its kind, naming the key; or where the picture needs what
     *     the text does not hold: an init image
     */
    static GenerationRequest read(Infotext text) {
        if (text.parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "parameters: expected keys such as Steps and Seed in the text, found none");
        }
        if (text.value("Denoising strength").isPresent()
                && text.value("Hires upscaler").isEmpty()) {
            throw new IllegalArgumentException(
                    "Denoising strength: this picture was made from another one (img2img), which the text does not hold");
        }
        RequestDraft draft = new RequestDraft(text.prompt());
        // Where A1111 says nothing it used the graphics card, whose numbers NV gives, and its own strength of guidance.
        draft.request.negativePrompt(text.negativePrompt()).noise(Noise.NV);
        draft.cfgScale = GenerationRequest.CFG_SCALE;
        text.parameters().forEach((key, value) -> {
            Row row = BY_KEY.get(key);
            if (row != null) {
                row.read().into(draft, new InfotextValue(key, value));
            }
        });
        // Every picture of hires fix names its upscaler.
        if (text.value("Hires upscaler").isEmpty()) {
            draft.withoutHires();
        }
        return draft.build();
    }

    /** What an infotext records about its picture that a request cannot say, and that is left out of it. */
    public static List<String> leftOut(Infotext text) {
        return text.parameters().keySet().stream()
                .filter(key -> !BY_KEY.containsKey(key) && !NOT_NEEDED.contains(key))
                .toList();
    }
}
