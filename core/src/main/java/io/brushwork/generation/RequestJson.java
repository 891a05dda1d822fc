package io.brushwork.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.base.Check;
import io.brushwork.base.JsonValue;
import io.brushwork.base.OptionException;
import io.brushwork.files.picture.Picture;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.Schedule;
import io.brushwork.text.Emphasis;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a request: one row for each field, with how it is written and read. What is missing has its default; a
 * field that is not known is refused, so that a slip of the pen is told and not ignored. Networks that are only in memory
 * have no JSON form.
 */
public final class RequestJson {
    private static final JsonMapper JSON = new JsonMapper();
    /** Characters of base64. */
    private static final int MAX_PICTURE = 1 << 26;

    private static final List<Row> ROWS = List.of(
            row("prompt", GenerationRequest::prompt, (d, v) -> d.request.prompt(v.text())),
            row("negativePrompt", GenerationRequest::negativePrompt, (d, v) -> d.request.negativePrompt(v.text())),
            row("width", GenerationRequest::width, (d, v) -> d.width = v.count()),
            row("height", GenerationRequest::height, (d, v) -> d.height = v.count()),
            row("steps", GenerationRequest::steps, (d, v) -> d.request.steps(v.count())),
            row("sampler", r -> r.sampler().sampler().label(), (d, v) -> d.sampler = v.text()),
            row("schedule", r -> r.sampler().schedule().label(), (d, v) -> d.schedule = Schedule.ofLabel(v.text())),
            row("cfgScale", r -> r.guidance().cfgScale(), (d, v) -> d.cfgScale = v.number()),
            row("sMinUncond", r -> r.guidance().sMinUncond(), (d, v) -> d.sMinUncond = v.number()),
            row("sMinUncondAll", r -> r.guidance().sMinUncondAll(), (d, v) -> d.sMinUncondAll = v.flag()),
            row("skipEarly", r -> r.guidance().skipEarly(), (d, v) -> d.skipEarly = v.number()),
            row("eta", r -> r.samplerOptions().eta(), (d, v) -> d.eta = v.number()),
            row("sChurn", r -> r.samplerOptions().sChurn(), (d, v) -> d.sChurn = v.number()),
            row("sTmin", r -> r.samplerOptions().sTmin(), (d, v) -> d.sTmin = v.number()),
            row("sTmax", r -> finite(r.samplerOptions().sTmax()), (d, v) -> d.sTmax = v.number()),
            row("sNoise", r -> r.samplerOptions().sNoise(), (d, v) -> d.sNoise = v.number()),
            row(
                    "discardPenultimate",
                    r -> r.samplerOptions().discardPenultimate(),
                    (d, v) -> d.discardPenultimate = v.flag()),
            row(
                    "sgmNoiseMultiplier",
                    r -> r.samplerOptions().sgmNoiseMultiplier(),
                    (d, v) -> d.sgmNoiseMultiplier = v.flag()),
            row("sigmaMin", r -> r.scheduleOptions().sigmaMin(), (d, v) -> d.sigmaMin = v.number()),
            row("sigmaMax", r -> r.scheduleOptions().sigmaMax(), (d, v) -> d.sigmaMax = v.number()),
            row("rho", r -> r.scheduleOptions().rho(), (d, v) -> d.rho = v.number()),
            row("betaAlpha", r -> r.scheduleOptions().betaAlpha(), (d, v) -> d.betaAlpha = v.number()),
            row("betaBeta", r -> r.scheduleOptions().betaBeta(), (d, v) -> d.betaBeta = v.number()),
            row("seed", GenerationRequest::seed, (d, v) -> d.request.seed(v.whole())),
            row("subseed", GenerationRequest::subseed, (d, v) -> d.subseed = v.whole()),
            row("subseedStrength", GenerationRequest::subseedStrength, (d, v) -> d.subseedStrength = v.number()),
            row("seedResize.width", GenerationRequest::seedResizeWidth, (d, v) -> d.resizeWidth = v.count()),
            row("seedResize.height", GenerationRequest::seedResizeHeight, (d, v) -> d.resizeHeight = v.count()),
            row("rng", r -> r.noise().label(), (d, v) -> d.request.noise(Noise.ofLabel(v.text()))),
            row("ensd", GenerationRequest::ensd, (d, v) -> d.request.ensd(v.whole())),
            row("batchSize", GenerationRequest::batchSize, (d, v) -> d.batchSize = v.count()),
            row("batchCount", GenerationRequest::batchCount, (d, v) -> d.batchCount = v.count()),
            row("clipSkip", GenerationRequest::clipSkip, (d, v) -> d.request.clipSkip(v.count())),
            row("emphasis", r -> r.emphasis().label(), (d, v) -> d.request.emphasis(Emphasis.of(v.text()))),
            row("tiling", GenerationRequest::tiling, (d, v) -> d.request.tiling(v.flag())),
            row("tiledVae", GenerationRequest::tiledVae, (d, v) -> d.request.tiledVae(v.flag())),
            row(
                    "postProcessing",
                    r -> r.postProcessing().isEmpty() ? null : r.postProcessing(),
                    (d, v) -> d.request.postProcessing(v.texts())),
            hires("scale", HiresFix::scale, (h, v) -> h.withScale(v.number())),
            hires("width", HiresFix::width, (h, v) -> h.withSize(v.count(), h.height())),
            hires("height", HiresFix::height, (h, v) -> h.withSize(h.width(), v.count())),
            hires("upscaler", h -> h.upscaler().label(), (h, v) -> h.withUpscaler(Upscaler.ofLabel(v.text()))),
            hires("steps", HiresFix::steps, (h, v) -> h.withSteps(v.count())),
            hires("denoisingStrength", HiresFix::denoisingStrength, (h, v) -> h.withDenoisingStrength(v.number())),
            row(
                    "hires.sampler",
                    r -> r.hires() == null || r.hires().sampler() == null
                            ? null
                            : r.hires().sampler().sampler().label(),
                    (d, v) -> d.hiresSampler = v.text()),
            row(
                    "hires.schedule",
                    r -> r.hires() == null || r.hires().sampler() == null
                            ? null
                            : r.hires().sampler().schedule().label(),
                    (d, v) -> d.hiresSchedule = Schedule.ofLabel(v.text())),
            hires("prompt", HiresFix::prompt, (h, v) -> h.withPrompts(v.text(), h.negativePrompt())),
            hires("negativePrompt", HiresFix::negativePrompt, (h, v) -> h.withPrompts(h.prompt(), v.text())),
            init("image", i -> i.picture().png(Map.of()), (d, v) -> d.initImage = picture(v)),
            init("denoisingStrength", InitImage::denoisingStrength, (d, v) -> d.initStrength = v.number()),
            init("fit", i -> i.fit().label(), (d, v) -> d.initFit = InitImage.Fit.ofLabel(v.text())));

    private static final Map<String, Row> BY_PATH = new LinkedHashMap<>();

    static {
        ROWS.forEach(row -> BY_PATH.put(row.path(), row));
    }

    private RequestJson() {}

    /** Takes a value into the draft. */
    @FunctionalInterface
    private interface Reading {
        void into(RequestDraft draft, JsonValue value);
    }

    /** A second pass with one thing changed. */
    @FunctionalInterface
    private interface HiresChange {
        HiresFix of(HiresFix hires, JsonValue value);
    }

    private record Row(String path, Function<GenerationRequest, @Nullable Object> write, Reading read) {}

    private static Row row(String path, Function<GenerationRequest, @Nullable Object> write, Reading read) {
        return new Row(path, write, read);
    }

    private static Row hires(String name, Function<HiresFix, @Nullable Object> write, HiresChange change) {
        return new Row(
                "hires." + name,
                request -> request.hires() == null ? null : write.apply(request.hires()),
                (draft, value) -> draft.hires(hires -> change.of(hires, value)));
    }

    private static Row init(String name, Function<InitImage, @Nullable Object> write, Reading read) {
        return new Row("init." + name, request -> request.init() == null ? null : write.apply(request.init()), read);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** The request as JSON; {@link #read} gives an equal one. */
    public static ObjectNode write(GenerationRequest request) {
        Check.that(
                request.hypernetworks().isEmpty(),
                "hypernetworks",
                "none that are only in memory",
                request.hypernetworks().size() + " of them");
        ObjectNode json = JSON.createObjectNode();
        for (Row row : ROWS) {
            Object value = row.write().apply(request);
            if (value != null) {
                int dot = row.path().indexOf('.');
                ObjectNode parent =
                        dot < 0 ? json : json.withObjectProperty(row.path().substring(0, dot));
                parent.set(row.path().substring(dot + 1), JSON.valueToTree(value));
            }
        }
        return json;
    }

    /**
     * The request that JSON says.
     *
     * @throws OptionException naming the field that is not known, or whose value cannot be used
     */
    public static GenerationRequest read(ObjectNode json) {
        RequestDraft draft = new RequestDraft("");
        read("", json, draft);
        return draft.build();
    }

    private static void read(String prefix, ObjectNode json, RequestDraft draft) {
        json.properties().forEach(property -> {
            String path = prefix + property.getKey();
            JsonNode value = property.getValue();
            Row row = BY_PATH.get(path);
            if (row != null) {
                if (!value.isNull()) {
                    row.read().into(draft, new JsonValue(path, value));
                }
                return;
            }
            boolean group =
                    prefix.isEmpty() && ROWS.stream().anyMatch(r -> r.path().startsWith(path + "."));
            Check.that(group, path, "a field of a request", "one that is not known");
            if (value instanceof ObjectNode inner) {
                read(path + ".", inner, draft);
            } else {
                Check.that(value.isNull(), path, "an object", value.getNodeType());
            }
        });
    }

    private static Picture picture(JsonValue value) {
        String text = value.text();
        Check.that(
                text.length() <= MAX_PICTURE, value.field(), "at most 64 MiB of base64", text.length() + " characters");
        try {
            return Picture.decode(value.field(), Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new OptionException(value.field(), "a picture in base64", "other text", e);
        } catch (IOException e) {
            throw new OptionException(value.field(), "a picture in base64", e.getMessage(), e);
        }
    }
}
