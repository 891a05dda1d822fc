package io.brushwork.app.cli;

import io.brushwork.app.engine.SessionEvent;
import io.brushwork.app.engine.SiteNames;
import io.brushwork.generation.GenerationEvent;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.job.JobEvent;
import io.brushwork.job.Notice;
import io.brushwork.nn.Site;
import io.brushwork.training.TrainingEvent;
import io.brushwork.training.TrainingResult;
import io.brushwork.training.TrainingStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** For people: the names of pictures and networks on stdout, so that they can be piped; all else on stderr. */
final class TextLines implements Consumer<JobEvent> {
    /** Seconds between two lines of a training where there is no terminal to draw over. */
    private static final double QUIET = 10;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final ProgressBar bar;
    private String column = "";
    private long said;

    TextLines(PrintWriter out, PrintWriter err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.bar = new ProgressBar(err, terminal.columns());
    }

    @Override
    public void accept(JobEvent event) {
        if (event instanceof GenerationStep step) {
            step(step);
        } else if (event instanceof Notice notice) {
            line(err, "notice: " + notice.text());
        } else if (event instanceof GenerationEvent.Effect effect) {
            line(err, effect(effect.effect()));
        } else if (event instanceof SessionEvent.Column next) {
            column = next.label();
        } else if (event instanceof SessionEvent.Saved saved) {
            line(out, saved.file().toString());
        } else if (event instanceof SessionEvent.Done done) {
            String pictures = done.images() + " picture" + (done.images() == 1 ? "" : "s");
            line(err, pictures + " in " + ProgressBar.time(done.seconds()));
        } else if (event instanceof TrainingEvent training) {
            training(training);
        }
    }

    private void training(TrainingEvent event) {
        if (event instanceof TrainingEvent.Data data) {
            err.println(data.report().text().stripTrailing());
        } else if (event instanceof TrainingEvent.Step step) {
            step(step.status());
        } else if (event instanceof TrainingEvent.Encoded encoded) {
            if (terminal.interactive()) {
                bar.draw("encoding " + encoded.done() + "/" + encoded.pictures());
            }
        } else if (event instanceof TrainingEvent.Drawing drawing) {
            drawing(drawing.step());
        } else if (event instanceof TrainingEvent.Copy copy) {
            line(err, "copy: " + copy.file());
        } else if (event instanceof TrainingEvent.Preview preview) {
            line(err, "preview: " + preview.sheet());
        } else if (event instanceof TrainingEvent.Done done) {
            done(done.result());
        }
    }

    private void drawing(GenerationStep step) {
        if (terminal.interactive()) {
            bar.draw("drawing a preview", step);
        } else if (step.done() == 1) {
            err.println("drawing a preview, " + step.total() + " steps");
        }
    }

    private void step(TrainingStatus status) {
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

    private void done(TrainingResult result) {
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

    private void step(GenerationStep step) {
        if (terminal.interactive()) {
            bar.draw(column, step);
        } else {
            err.println((column.isEmpty() ? "" : column + ": ") + "step " + step.done() + "/" + step.total() + ", "
                    + ProgressBar.pace(step));
        }
    }

    private void line(PrintWriter to, String text) {
        bar.clear();
        to.println(text);
    }

    private static String effect(HypernetworkEffect effect) {
        List<Site> sites =
                effect.sites().stream().map(HypernetworkEffect.AtSite::site).toList();
        return "hypernetwork " + effect.name() + " (" + effect.id().shortHash() + "): "
                + (sites.isEmpty()
                        ? "touched no layer"
                        : String.format(
                                Locale.ROOT,
                                "touched %d layers (%s), changed their context by %.1f%% on average, %.1f%% at most",
                                sites.size(),
                                SiteNames.blocks(sites),
                                100 * effect.mean(),
                                100 * effect.max()));
    }
}
