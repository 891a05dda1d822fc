package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.generation.GenerationStep;
import io.brushwork.dataset.DataReport;
import io.brushwork.training.TrainingListener;
import io.brushwork.training.TrainingResult;
import io.brushwork.training.TrainingStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Tells how a run goes on; ends it where the user presses Ctrl-C. */
abstract sealed class TrainingReport implements TrainingListener {
    private final Interrupt interrupt;

    private TrainingReport(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    static TrainingReport of(boolean json, PrintWriter out, PrintWriter err, Terminal terminal, Interrupt interrupt) {
        return json ? new Events(out, interrupt) : new Text(out, err, terminal, interrupt);
    }

    @Override
    public boolean stopRequested() {
        return interrupt.asked();
    }

    abstract void done(TrainingResult result);

    /** For people: the trained file on stdout, all else on stderr. */
    private static final class Text extends TrainingReport {
        /** Seconds between two lines where there is no terminal to draw over. */
        private static final double QUIET = 10;

        private final PrintWriter out;
        private final PrintWriter err;
        private final Terminal terminal;
        private final ProgressBar bar;
        private long said;

        Text(PrintWriter out, PrintWriter err, Terminal terminal, Interrupt interrupt) {
            super(interrupt);
            this.out = out;
            this.err = err;
            this.terminal = terminal;
            this.bar = new ProgressBar(err, terminal.columns());
        }

        @Override
        public void onData(DataReport report) {
            err.println(report.text().stripTrailing());
        }

        @Override
        public void onEncoded(int done, int pictures) {
            if (terminal.interactive()) {
                bar.draw("encoding " + done + "/" + pictures);
            }
        }

        @Override
        public void onDrawing(GenerationStep step) {
            if (terminal.interactive()) {
                bar.draw("drawing a preview", step);
            } else if (step.done() == 1) {
                err.println("drawing a preview, " + step.total() + " steps");
            }
        }

        @Override
        public void onStep(TrainingStatus status) {
            if (terminal.interactive()) {
                bar.draw(status.line());
                return;
            }
            long now = System.nanoTime();
            if (said == 0 || (now - said) / 1e9 > QUIET || status.step() == status.lastStep()) {
                err.println(status.line());
                said = now;
            }
        }

        @Override
        public void onNotice(String notice) {
            line("notice: " + notice);
        }

        @Override
        public void onCopy(long step, Path file) {
            line("copy: " + file);
        }

        @Override
        public void onPreview(long step, Path sheet) {
            line("preview: " + sheet);
        }

        private void line(String text) {
            bar.clear();
            err.println(text);
        }

        @Override
        void done(TrainingResult result) {
            bar.clear();
            if (result.holdoutWithout().isPresent() && result.holdout().isPresent()) {
                err.printf(
                        Locale.ROOT,
                        "loss on the pictures held out: %.4f, without the network %.4f; best at step %d%n",
                        result.holdout().getAsDouble(),
                        result.holdoutWithout().getAsDouble(),
                        result.bestStep().orElse(result.step()));
            }
            err.println("report: " + result.run().report());
            if (!result.finished()) {
                err.println("stopped at step " + result.step() + "; go on with --resume");
            }
            out.println(result.file());
        }
    }

    /** For programs: one JSON object a line on stdout. The events are described in docs/cli.md. */
    private static final class Events extends TrainingReport {
        private static final JsonMapper JSON = new JsonMapper();

        private final PrintWriter out;

        Events(PrintWriter out, Interrupt interrupt) {
            super(interrupt);
            this.out = out;
        }

        private static ObjectNode event(String name) {
            return JSON.createObjectNode().put("event", name);
        }

        private void print(ObjectNode event) {
            out.println(event);
            out.flush();
        }

        @Override
        public void onData(DataReport report) {
            print(event("data").putPOJO("warnings", report.warnings()).put("pictures", report.pictures()));
        }

        @Override
        public void onStep(TrainingStatus status) {
            ObjectNode event = event("training")
                    .put("step", status.step())
                    .put("lastStep", status.lastStep())
                    .put("loss", status.loss())
                    .put("mean100", status.mean100())
                    .put("learnRate", status.learnRate())
                    .put("stepsPerSecond", status.stepsPerSecond())
                    .put("secondsLeft", status.secondsLeft());
            status.holdout().ifPresent(loss -> event.put("holdout", loss));
            print(event);
        }

        @Override
        public void onNotice(String notice) {
            print(event("notice").put("text", notice));
        }

        @Override
        public void onCopy(long step, Path file) {
            print(event("copy").put("step", step).put("file", file.toString()));
        }

        @Override
        public void onPreview(long step, Path sheet) {
            print(event("preview").put("step", step).put("file", sheet.toString()));
        }

        @Override
        void done(TrainingResult result) {
            ObjectNode event = event("done")
                    .put("step", result.step())
                    .put("finished", result.finished())
                    .put("file", result.file().toString())
                    .put("report", result.run().report().toString());
            result.holdout().ifPresent(loss -> event.put("holdout", loss));
            result.holdoutWithout().ifPresent(loss -> event.put("holdoutWithout", loss));
            result.bestStep().ifPresent(step -> event.put("bestStep", step));
            print(event);
        }
    }
}
