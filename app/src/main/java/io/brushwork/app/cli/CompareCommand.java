package io.brushwork.app.cli;

import io.brushwork.ModelOptions;
import io.brushwork.app.engine.HypernetworkTags;
import io.brushwork.app.engine.ModelSession;
import io.brushwork.app.engine.OutputFolder;
import io.brushwork.app.engine.SessionEvent;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureGrid;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.infotext.Infotext;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code brushwork compare}: the same picture without and with hypernetworks, side by side. */
@Command(
        name = "compare",
        abbreviateSynopsis = true,
        description = {
            "Draws one picture with labelled columns: no network, then each --with; all else is equal.",
            "With --batch-size or --batch-count there is a row for each seed. Tags in the prompt act in every column."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork compare \"a castle\" --with oil:1 --with oil:2 --seed 1 --out oil.png",
            "  brushwork compare \"a castle\" --with oil:0.8:k=1,v=0.5 --batch-count 3"
        })
final class CompareCommand implements Callable<Integer> {
    private static final String NO_NETWORK = "none";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final RequestFlags flags = new RequestFlags();

    @Option(
            names = "--with",
            required = true,
            paramLabel = "NAME[:STRENGTH]",
            description = "A column with this hypernetwork, written as in a tag: oil, oil:0.8, oil:0.8:k=1,v=0.5;"
                    + " may be repeated.")
    private final List<String> networks = new ArrayList<>();

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private OutputFlags output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelFlags models;

    /** One column; labels need not differ. */
    private record Column(String label, List<GeneratedImage> images) {
        GeneratedImage first() {
            return images.get(0);
        }
    }

    @Override
    public Integer call() throws IOException {
        RecordedPicture recorded = flags.recorded();
        GenerationRequest request = flags.request(recorded);
        Map<String, String> hashes =
                HypernetworkTags.hashes(HypernetworkTags.prompts(request) + tags(), models.catalog());
        PictureGrid grid = PictureGrid.open();
        JobListener listener =
                output.listener(spec.commandLine().getOut(), spec.commandLine().getErr());
        ModelOptions options = models.options(recorded, text -> listener.on(new Notice(text)));
        OutputFolder place =
                OutputFolder.prepare(output.out(), "txt2img-grids", LocalDate.now(ZoneId.systemDefault()), 1);
        try (ModelSession session = output.open(options, listener)) {
            session.compareWith(recorded, hashes);
            GeneratedImage compared = compared(grid, columns(request, session, listener));
            listener.on(new SessionEvent.Saved(place.save(compared), compared));
            session.done();
        }
        return 0;
    }

    private List<Column> columns(GenerationRequest request, ModelSession session, JobListener listener)
            throws IOException {
        List<Column> columns = new ArrayList<>();
        // Seeds that are left to chance are drawn once, for the first column.
        GenerationRequest settled = request;
        for (String network :
                Stream.concat(Stream.of(NO_NETWORK), networks.stream()).toList()) {
            String prompt = columns.isEmpty() ? request.prompt() : request.prompt() + tag(network);
            listener.on(new SessionEvent.Column(network));
            List<GeneratedImage> drawn = new ArrayList<>();
            GenerationResult result = session.draw(settled.with(r -> r.prompt(prompt)), drawn::add);
            if (result.stopped()) {
                throw new CancellationException();
            }
            settled = result.request();
            columns.add(new Column(network, drawn));
        }
        return columns;
    }

    private static GeneratedImage compared(PictureGrid grid, List<Column> columns) {
        GeneratedImage first = columns.get(0).first();
        Map<String, String> parameters = new LinkedHashMap<>(first.infotext().parameters());
        parameters.put("Script", "Compare");
        parameters.put("X Type", "Hypernetwork");
        parameters.put("X Values", columns.stream().map(Column::label).collect(Collectors.joining(", ")));
        Map<String, String> hashes = new LinkedHashMap<>();
        columns.forEach(column -> hashes.putAll(column.first().infotext().hypernetHashes()));
        parameters.put("Hypernet hashes", Infotext.formatHashes(hashes));
        Infotext text = new Infotext(first.infotext().prompt(), first.infotext().negativePrompt(), parameters);
        return new GeneratedImage(drawn(grid, columns), text, 0, first.seed());
    }

    /** A row for each seed; one row alone needs no label. */
    private static Picture drawn(PictureGrid grid, List<Column> columns) {
        List<GeneratedImage> first = columns.get(0).images();
        List<PictureGrid.Row> rows = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            int row = i;
            String label = first.size() == 1 ? "" : String.valueOf(first.get(i).seed());
            rows.add(new PictureGrid.Row(
                    label,
                    columns.stream()
                            .map(column -> column.images().get(row).picture())
                            .toList()));
        }
        return grid.draw(columns.stream().map(Column::label).toList(), rows);
    }

    private String tags() {
        return networks.stream().map(CompareCommand::tag).collect(Collectors.joining());
    }

    private static String tag(String network) {
        if (Stream.of("<", ">").anyMatch(network::contains)) {
            throw new IllegalArgumentException(
                    "--with: expected what stands inside a tag, such as oil:0.8, got " + network);
        }
        return "<hypernet:" + network + ">";
    }
}
