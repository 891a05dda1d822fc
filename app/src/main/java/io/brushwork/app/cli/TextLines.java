package io.brushwork.app.cli;

import io.brushwork.app.engine.SessionEvent;
import io.brushwork.app.engine.SiteNames;
import io.brushwork.generation.GenerationEvent;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.job.JobEvent;
import io.brushwork.job.Notice;
import io.brushwork.nn.Site;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** For people: the names of pictures on stdout, so that they can be piped; all else on stderr. */
final class TextLines implements Consumer<JobEvent> {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final ProgressBar bar;
    private String column = "";

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
        }
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
