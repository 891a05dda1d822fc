package io.brushwork.app.cli;

import io.brushwork.GeneratedImage;
import io.brushwork.files.picture.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

/**
 * Puts pictures side by side: a column for each label, a row for each seed. Labels stand on white above the columns, and
 * are made smaller, then shortened in their middle, until they fit.
 */
final class ComparisonGrid {
    private static final int GAP = 4;
    private static final int LARGEST = 18;
    private static final int SMALLEST = 11;
    /** At this width of a column labels have their largest size. */
    private static final int WIDE = 320;

    private final Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();

    private ComparisonGrid() {}

    /**
     * A grid that is ready to draw.
     *
     * @throws IOException where Java has no font: on systems without fontconfig or any font
     */
    static ComparisonGrid open() throws IOException {
        ComparisonGrid grid = new ComparisonGrid();
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

    private FontMetrics metrics(int size) {
        return scratch.getFontMetrics(font(size));
    }

    private static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    /** One column; labels need not differ. */
    record Column(String label, List<GeneratedImage> images) {
        GeneratedImage first() {
            return images.get(0);
        }
    }

    /** @param columns of equally many pictures, all of one size */
    Picture draw(List<Column> columns) {
        List<GeneratedImage> first = columns.get(0).images();
        int rows = first.size();
        int width = first.get(0).picture().width();
        int height = first.get(0).picture().height();
        int size = fontSize(columns.stream().map(Column::label).toList(), width);
        FontMetrics metrics = metrics(size);
        int strip = metrics.getHeight() + 2 * GAP;
        int side = rows == 1 ? 0 : GAP + widest(first, metrics);

        BufferedImage image = new BufferedImage(
                side + GAP + columns.size() * (width + GAP), strip + rows * (height + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = pen(image, size);
        int baseline = GAP + metrics.getAscent();
        for (int row = 0; rows > 1 && row < rows; row++) {
            pen.drawString(seed(first.get(row)), GAP, strip + row * (height + GAP) + height / 2);
        }
        int x = side + GAP;
        for (Column column : columns) {
            String label = shortened(column.label(), width, metrics);
            pen.drawString(label, x + (width - metrics.stringWidth(label)) / 2, baseline);
            for (int row = 0; row < rows; row++) {
                paste(column.images().get(row).picture(), image, x, strip + row * (height + GAP));
            }
            x += width + GAP;
        }
        pen.dispose();
        return picture(image);
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
    static String shortened(String label, int width, FontMetrics metrics) {
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

    private static int widest(List<GeneratedImage> images, FontMetrics metrics) {
        return images.stream()
                .mapToInt(image -> metrics.stringWidth(seed(image)))
                .max()
                .orElse(0);
    }

    private static String seed(GeneratedImage image) {
        return String.valueOf(image.seed());
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
