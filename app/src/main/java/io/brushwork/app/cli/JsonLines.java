package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.app.engine.JobJson;
import io.brushwork.job.JobEvent;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** For programs: one JSON object a line on stdout. The events are described in docs/cli.md. */
record JsonLines(PrintWriter out, JobJson json) implements Consumer<JobEvent> {
    JsonLines(PrintWriter out) {
        this(out, new JobJson());
    }

    @Override
    public void accept(JobEvent event) {
        json.of(event).ifPresent(object -> print(out, object));
    }

    /** Jackson escapes line ends, so an object is one line. */
    static void print(PrintWriter out, JsonNode object) {
        out.println(object);
        out.flush();
    }
}
