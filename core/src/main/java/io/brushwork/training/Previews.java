package io.brushwork.training;

import io.brushwork.StableDiffusion;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.GenerationStep;
import io.brushwork.job.JobListener;
import io.brushwork.job.Stop;
import io.brushwork.training.report.ContactSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pictures from fixed prompts and seeds, drawn as the network grows: the same noise, so that what changes between two of
 * them is the network's doing. The pictures without it come first and are drawn once.
 */
final class Previews {
    private static final Pattern FILE = Pattern.compile("(.+)-(\\d{1,18})-(\\d{1,3})\\.png");

    private final StableDiffusion model;
    private final List<GenerationRequest> requests;
    private final String tag;
    private final Path folder;
    private final String name;
    private final ContactSheet sheet;
    private final RememberingListener listener;
    private final Runnable afterwards;
    private final List<Picture> without = new ArrayList<>();

    /**
     * @param requests one for each column, without the network
     * @param tag names the network in a prompt
     * @param afterwards done when previews were drawn
     */
    Previews(
            StableDiffusion model,
            List<GenerationRequest> requests,
            String tag,
            Path folder,
            String name,
            RememberingListener listener,
            Runnable afterwards)
            throws IOException {
        this.model = model;
        this.requests = List.copyOf(requests);
        this.tag = tag;
        this.folder = folder;
        this.name = name;
        this.sheet = ContactSheet.open();
        this.listener = listener;
        this.afterwards = afterwards;
    }

    /**
     * Draws the previews of a step and the sheet with them.
     *
     * @throws CancellationException where the user wants to stop
     */
    List<Picture> draw(long step) throws IOException {
        try {
            return drawn(step);
        } finally {
            afterwards.run();
        }
    }

    /** Draws what the model gives without the network: before anything is trained, so that a bad request fails early. */
    void begin() throws IOException {
        try {
            if (without.isEmpty()) {
                for (GenerationRequest request : requests) {
                    without.add(picture(request));
                }
            }
        } finally {
            afterwards.run();
        }
    }

    private List<Picture> drawn(long step) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (GenerationRequest request : requests) {
            Picture picture = picture(request.with(r -> r.prompt(request.prompt() + " " + tag)));
            picture.writePng(file(step, pictures.size()), Map.of());
            pictures.add(picture);
        }
        Path file = sheetFile();
        drawSheet().writePng(file, Map.of());
        listener.on(new TrainingEvent.Preview(step, file));
        return pictures;
    }

    /** The pictures that the model draws alone; empty before {@link #begin}. */
    List<Picture> without() {
        return without;
    }

    Path sheetFile() {
        return folder.resolve(name + ".png");
    }

    /** Removes the previews after a step. */
    void removeAfter(long step) throws IOException {
        for (Map.Entry<Long, List<Path>> row : rows().entrySet()) {
            if (row.getKey() > step) {
                for (Path file : row.getValue()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Picture picture(GenerationRequest request) throws IOException {
        JobListener drawing = JobListener.of(
                event -> {
                    if (event instanceof GenerationStep step) {
                        listener.on(new TrainingEvent.Drawing(step));
                    }
                },
                () -> listener.stop().endsJob() ? Stop.NOW : Stop.NONE);
        GenerationResult result = model.generate(request, drawing);
        if (result.images().isEmpty()) {
            throw new CancellationException();
        }
        return result.images().get(0).picture();
    }

    private Picture drawSheet() throws IOException {
        List<ContactSheet.Row> rows = new ArrayList<>();
        for (Map.Entry<Long, List<Path>> row : ContactSheet.thinned(List.copyOf(rows().entrySet()))) {
            List<Picture> pictures = new ArrayList<>();
            for (Path file : row.getValue()) {
                pictures.add(Picture.read(file));
            }
            if (pictures.size() == requests.size()) {
                rows.add(new ContactSheet.Row(row.getKey(), pictures));
            }
        }
        return sheet.draw(requests.stream().map(GenerationRequest::prompt).toList(), without, rows);
    }

    /** The previews on disk, also those of earlier starts of the run. */
    private Map<Long, List<Path>> rows() throws IOException {
        Map<Long, List<Path>> rows = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Matcher matcher = FILE.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches() && matcher.group(1).equals(name)) {
                    rows.computeIfAbsent(Long.parseLong(matcher.group(2)), step -> new ArrayList<>())
                            .add(file);
                }
            }
        }
        return rows;
    }

    private Path file(long step, int column) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%d-%02d.png", name, step, column));
    }
}
