package io.brushwork.app.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationEvent;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.job.JobEvent;
import io.brushwork.job.Notice;
import io.brushwork.training.TrainingEvent;
import io.brushwork.training.TrainingResult;
import io.brushwork.training.TrainingStatus;
import java.util.Optional;

/** The events of one job as JSON objects, as docs/cli.md describes them. */
public final class JobJson {
    private static final JsonMapper JSON = new JsonMapper();

    private String column = "";

    /** The object of an event; empty for what is of no use to programs. */
    public Optional<ObjectNode> of(JobEvent event) {
        if (event instanceof Notice notice) {
            return Optional.of(named("notice").put("text", notice.text()));
        }
        if (event instanceof GenerationStep step) {
            return Optional.of(of(step));
        }
        if (event instanceof GenerationEvent.Effect effect) {
            return Optional.of(of(effect.effect()));
        }
        if (event instanceof SessionEvent.Saved saved) {
            return Optional.of(of(saved));
        }
        if (event instanceof SessionEvent.Column next) {
            column = next.label();
            return Optional.empty();
        }
        if (event instanceof SessionEvent.Done done) {
            return Optional.of(named("done").put("images", done.images()).put("seconds", done.seconds()));
        }
        return event instanceof TrainingEvent training ? of(training) : Optional.empty();
    }

    private static Optional<ObjectNode> of(TrainingEvent event) {
        if (event instanceof TrainingEvent.Data data) {
            return Optional.of(named("data")
                    .putPOJO("warnings", data.report().warnings())
                    .put("pictures", data.report().pictures()));
        }
        if (event instanceof TrainingEvent.Step step) {
            return Optional.of(of(step.status()));
        }
        if (event instanceof TrainingEvent.Copy copy) {
            return Optional.of(named("copy")
                    .put("step", copy.step())
                    .put("file", copy.file().toString()));
        }
        if (event instanceof TrainingEvent.Preview preview) {
            return Optional.of(named("preview")
                    .put("step", preview.step())
                    .put("file", preview.sheet().toString()));
        }
        return event instanceof TrainingEvent.Done done ? Optional.of(of(done.result())) : Optional.empty();
    }

    private static ObjectNode of(TrainingStatus status) {
        ObjectNode event = named("training")
                .put("step", status.step())
                .put("lastStep", status.lastStep())
                .put("loss", status.loss())
                .put("mean100", status.mean100())
                .put("learnRate", status.learnRate())
                .put("stepsPerSecond", status.stepsPerSecond())
                .put("secondsLeft", status.secondsLeft());
        status.holdout().ifPresent(loss -> event.put("holdout", loss));
        return event;
    }

    private static ObjectNode of(TrainingResult result) {
        ObjectNode event = named("done")
                .put("step", result.step())
                .put("finished", result.finished())
                .put("file", result.file().toString())
                .put("report", result.run().report().toString());
        result.holdout().ifPresent(loss -> event.put("holdout", loss));
        result.holdoutWithout().ifPresent(loss -> event.put("holdoutWithout", loss));
        result.bestStep().ifPresent(step -> event.put("bestStep", step));
        return event;
    }

    /** Why a job failed. */
    public static ObjectNode error(String message, int exitCode) {
        return named("error").put("message", message).put("exitCode", exitCode);
    }

    private static ObjectNode named(String event) {
        return JSON.createObjectNode().put("event", event);
    }

    private ObjectNode of(GenerationStep step) {
        ObjectNode event = named("step");
        if (!column.isEmpty()) {
            event.put("column", column);
        }
        return event.put("pass", step.pass())
                .put("step", step.step())
                .put("steps", step.steps())
                .put("done", step.done())
                .put("total", step.total())
                .put("seconds", step.elapsedSeconds())
                .put("secondsLeft", step.secondsLeft());
    }

    private static ObjectNode of(SessionEvent.Saved saved) {
        GeneratedImage image = saved.image();
        return named("image")
                .put("file", saved.file().toAbsolutePath().normalize().toString())
                .put("index", image.index())
                .put("seed", image.seed())
                .put("width", image.picture().width())
                .put("height", image.picture().height())
                .put("infotext", image.infotext().format());
    }

    private static ObjectNode of(HypernetworkEffect effect) {
        ObjectNode event = named("hypernetwork")
                .put("name", effect.name())
                .put("file", effect.id().path().toString())
                .put("hash", effect.id().shortHash())
                .put("layers", effect.sites().size())
                .put("meanEffect", effect.mean())
                .put("maxEffect", effect.max());
        ArrayNode sites = event.putArray("sites");
        effect.sites().forEach(touched -> sites.add(SiteNames.of(touched.site())));
        return event;
    }
}
