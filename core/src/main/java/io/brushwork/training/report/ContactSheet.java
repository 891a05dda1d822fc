package io.brushwork.training.report;

import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureGrid;
import io.brushwork.files.picture.PictureResize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The previews of a run on one sheet: a column for each prompt and seed, the first row without the network, and below it a
 * row for each step. Pictures are made smaller until their sides are {@value #LARGEST} pixels at most.
 *
 * <p>A sheet has {@value #MOST_ROWS} rows at most. Where a run has more previews, every second, fourth, eighth … of them
 * stays, counted from the first, and the newest always: so the rows stay evenly spaced, and a sheet depends on nothing
 * but the previews there are.
 */
public final class ContactSheet {
    static final int MOST_ROWS = 24;

    private static final int LARGEST = 256;
    private static final String WITHOUT = "none";

    private final PictureGrid grid;

    private ContactSheet(PictureGrid grid) {
        this.grid = grid;
    }

    /** @throws IOException where Java finds no font */
    public static ContactSheet open() throws IOException {
        return new ContactSheet(PictureGrid.open());
    }

    /** The previews of one step, in the order of the columns. */
    public record Row(long step, List<Picture> pictures) {}

    /**
     * @param columns labels, such as prompt and seed, one or more
     * @param without a picture for each column, drawn without the network
     * @param rows by step, {@link #thinned} to {@value #MOST_ROWS} at most
     */
    public Picture draw(List<String> columns, List<Picture> without, List<Row> rows) {
        if (rows.size() > MOST_ROWS) {
            throw new IllegalArgumentException("rows: expected at most " + MOST_ROWS + ", got " + rows.size());
        }
        List<PictureGrid.Row> lines = new ArrayList<>();
        lines.add(line(WITHOUT, without));
        rows.forEach(row -> lines.add(line(String.valueOf(row.step), row.pictures)));
        return grid.draw(columns, lines);
    }

    /** Those of a run's previews that have a place on the sheet: so that only these need be read. */
    public static <T> List<T> thinned(List<T> previews) {
        int stride = 1;
        // The newest may stand between two that stay, and needs a row of its own.
        while ((previews.size() - 1) / stride + 2 > MOST_ROWS && previews.size() > MOST_ROWS) {
            stride *= 2;
        }
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < previews.size(); i++) {
            if (i % stride == 0 || i == previews.size() - 1) {
                kept.add(previews.get(i));
            }
        }
        return kept;
    }

    private static PictureGrid.Row line(String label, List<Picture> pictures) {
        return new PictureGrid.Row(
                label, pictures.stream().map(ContactSheet::small).toList());
    }

    private static Picture small(Picture picture) {
        double scale = (double) LARGEST / Math.max(picture.width(), picture.height());
        if (scale >= 1) {
            return picture;
        }
        int width = Math.max(1, (int) Math.round(scale * picture.width()));
        int height = Math.max(1, (int) Math.round(scale * picture.height()));
        return PictureResize.resize(picture, width, height, PictureResize.Filter.LANCZOS);
    }
}
