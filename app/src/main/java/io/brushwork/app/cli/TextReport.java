package io.brushwork.app.cli;

import io.brushwork.app.engine.SiteNames;


import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.nn.Site;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** For people: the names of pictures on stdout, so that they can be piped; all else on stderr. */
final class TextReport implements Report {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final ProgressBar bar;

    TextReport(PrintWriter out, PrintWriter err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.bar = new ProgressBar(err, terminal.columns());
    }

    @Override
    public void notice(String text) {
        bar.clear();
        err.println("notice: " + text);
    }

    @Override
    public void step(String label, GenerationStep step) {
        if (terminal.interactive()) {
            bar.draw(label, step);
        } else {
            err.println((label.isEmpty() ? "" : label + ": ") + "step " + step.done() + "/" + step.total() + ", "
                    + ProgressBar.pace(step));
        }
    }

    @Override
    public void image(Path file, GeneratedImage image) {
        bar.clear();
        out.println(file);
    }

    @Override
    public void effect(HypernetworkEffect effect) {
        List<Site> sites =
                effect.sites().stream().map(HypernetworkEffect.AtSite::site).toList();
        bar.clear();
        err.println("hypernetwork " + effect.name() + " (" + effect.id().shortHash() + "): "
                + (effect.sites().isEmpty()
                        ? "touched no layer"
                        : String.format(
                                Locale.ROOT,
                                "touched %d layers (%s), changed their context by %.1f%% on average, %.1f%% at most",
                                effect.sites().size(),
                                SiteNames.blocks(sites),
                                100 * effect.mean(),
                                100 * effect.max())));
    }

    @Override
    public void done(int images, double seconds) {
        bar.clear();
        err.printf(Locale.ROOT, "%d picture%s in %s%n", images, images == 1 ? "" : "s", ProgressBar.time(seconds));
    }
}
