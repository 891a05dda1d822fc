package io.brushwork.pocket;

import io.brushwork.pocket.evaluate.StrengthPlot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws what evaluations of styles found. */
@Command(name = "plot", description = "Plots the share of pictures in a style by strength, from reports of evaluate.")
final class PlotCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "REPORT", description = "reports of evaluate --style, .tsv")
    private List<Path> reports = List.of();

    @Option(names = "--out", required = true, description = "the plot, .png")
    private Path out = Path.of("strengths.png");

    @Override
    public Integer call() throws Exception {
        StrengthPlot plot = new StrengthPlot();
        for (Path report : reports) {
            plot.add(report);
        }
        plot.write(out);
        return 0;
    }
}
