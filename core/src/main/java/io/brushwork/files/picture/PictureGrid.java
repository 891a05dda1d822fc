package io.brushwork.files.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

/**
 * Puts pictures side by side, with a label above each column and, where wished, one at the left of each row. Labels stand
 * on white; those of columns are made smaller until they fit. Columns of small pictures are as wide as their labels, within
 * reason; a label that still does not fit is shortened in its middle.
 */
public final class PictureGrid {
    private static final int GAP = 4;
    private static final int LARGEST = 18;
    private static final int SMALLEST = 11;
    /** At this width of a column labels have their largest size. */
    private static final int WIDE = 320;
    /** Columns are not made wider than this for the sake of a label. */
    private static final int WIDEST_LABEL = 160;

    private final Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();

    private PictureGrid() {}

    /**
     * A grid that is ready to draw.
     *
     * @throws IOException where Java has no font: on systems without fontconfig or any font
     */
    public static PictureGrid open() throws IOException {
        PictureGrid grid = new PictureGrid();
        try {
            grid.metrics(SMALLEST).stringWidth("none");
            return grid;
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "labels need a font, and Java finds none: install fontconfig and one (Debian: apt-get install"
                            + " fontconfig fonts-dejavu-core)",
                    e);
        }
    }

    /** One row of pictures; an empty label takes no room where all are empty. */
    public record Row(String label, List<Picture> pictures) {
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * @param columns their labels, one or more
     * @param rows one or more, each of as many pictures as there are columns; a picture smaller than the largest stands in
     *     the upper left of its place
     */
    public Picture draw(List<String> columns, List<Row> rows) {
        int width = 0;
        int height = 0;
        for (Row row : rows) {
            if (row.pictures.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "row: expected " + columns.size() + " pictures, got " + row.pictures.size());
            }
            for (Picture picture : row.pictures) {
                width = Math.max(width, picture.width());
                height = Math.max(height, picture.height());
            }
        }
        int cell = Math.max(width, Math.min(WIDEST_LABEL, widest(columns, metrics(SMALLEST))));
        int size = fontSize(columns, cell);
        FontMetrics metrics = metrics(size);
        int strip = metrics.getHeight() + 2 * GAP;
        int side = widest(rows.stream().map(Row::label).toList(), metrics);
        int left = side == 0 ? GAP : 2 * GAP + side;

        BufferedImage image = new BufferedImage(
                left + columns.size() * (cell + GAP), strip + rows.size() * (height + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = pen(image, size);
        for (int column = 0; column < columns.size(); column++) {
            String label = shortened(columns.get(column), cell, metrics);
            int x = left + column * (cell + GAP) + (cell - metrics.stringWidth(label)) / 2;
            pen.drawString(label, x, GAP + metrics.getAscent());
        }
        for (int row = 0; row < rows.size(); row++) {
            int top = strip + row * (height + GAP);
            pen.drawString(rows.get(row).label, GAP, top + height / 2);
            for (int column = 0; column < columns.size(); column++) {
                paste(
                        rows.get(row).pictures.get(column),
                        image,
                        left + column * (cell + GAP) + (cell - width) / 2,
                        top);
            }
        }
        pen.dispose();
        return picture(image);
    }

    private static int widest(List<String> labels, FontMetrics metrics) {
        return labels.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }

    private FontMetrics metrics(int size) {
        return scratch.getFontMetrics(font(size));
    }

    private static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    private int fontSize(List<String> labels, int width) {
        int size = Math.max(SMALLEST, Math.min(LARGEST, LARGEST * width / WIDE + SMALLEST / 2));
        for (String label : labels) {
            while (size > SMALLEST && metrics(size).stringWidth(label) > width) {
                size--;
            }
        }
        return size;
    }

    /** The end says the strength, the beginning the name: what is left out is between them. */
    private static String shortened(String label, int width, FontMetrics metrics) {
        String text = label;
        for (int kept = label.length() - 1; kept > 2 && metrics.stringWidth(text) > width; kept--) {
            int head = (kept + 1) / 2;
            text = label.substring(0, head) + "…" + label.substring(label.length() - (kept - head));
        }
        return text;
    }

    private static Graphics2D pen(BufferedImage image, int size) {
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(Color.BLACK);
        pen.setFont(font(size));
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return pen;
    }

    private static void paste(Picture picture, BufferedImage onto, int left, int top) {
        byte[] rgb = picture.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            onto.setRGB(left + i % picture.width(), top + i / picture.width(), colour);
        }
    }

    private static Picture picture(BufferedImage image) {
        int width = image.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3 * width, image.getHeight())];
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = image.getRGB(i % width, i / width);
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        return new Picture(width, image.getHeight(), rgb);
    }
}
