package io.brushwork.app.cli;

import io.brushwork.app.engine.SiteNames;


import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import java.io.PrintWriter;
import java.nio.file.Path;

/** For programs: one JSON object a line on stdout. The events are described in docs/cli.md. */
final class JsonReport implements Report {
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter out;

    JsonReport(PrintWriter out) {
        this.out = out;
    }

    private static ObjectNode event(String name) {
        return JSON.createObjectNode().put("event", name);
    }

    /** Jackson escapes line ends, so an object is one line. */
    private static void print(PrintWriter out, ObjectNode event) {
        out.println(event);
        out.flush();
    }

    static void error(PrintWriter out, String message, int exitCode) {
        print(out, event("error").put("message", message).put("exitCode", exitCode));
    }

    @Override
    public void notice(String text) {
        print(out, event("notice").put("text", text));
    }

    @Override
    public void step(String label, GenerationStep step) {
        ObjectNode event = event("step");
        if (!label.isEmpty()) {
            event.put("column", label);
        }
        print(
                out,
                event.put("pass", step.pass())
                        .put("step", step.step())
                        .put("steps", step.steps())
                        .put("done", step.done())
                        .put("total", step.total())
                        .put("seconds", step.elapsedSeconds())
                        .put("secondsLeft", step.secondsLeft()));
    }

    @Override
    public void image(Path file, GeneratedImage image) {
        print(
                out,
                event("image")
                        .put("file", file.toAbsolutePath().normalize().toString())
                        .put("index", image.index())
                        .put("seed", image.seed())
                        .put("width", image.picture().width())
                        .put("height", image.picture().height())
                        .put("infotext", image.infotext().format()));
    }

    @Override
    public void effect(HypernetworkEffect effect) {
        ObjectNode event = event("hypernetwork")
                .put("name", effect.name())
                .put("file", effect.id().path().toString())
                .put("hash", effect.id().shortHash())
                .put("layers", effect.sites().size())
                .put("meanEffect", effect.mean())
                .put("maxEffect", effect.max());
        ArrayNode sites = event.putArray("sites");
        effect.sites().forEach(touched -> sites.add(SiteNames.of(touched.site())));
        print(out, event);
    }

    @Override
    public void done(int images, double seconds) {
        print(out, event("done").put("images", images).put("seconds", seconds));
    }
}
