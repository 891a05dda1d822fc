package io.brushwork.pocket.data;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes square pictures of drawings, on white. All are drawn at four times the size and made smaller the same way. */
final class Rasterizer {
    private static final int OVERSAMPLING = 4;

    private final SVGLoader loader = new SVGLoader();
    private final int side;

    /** @param side of the pictures, in pixels */
    Rasterizer(int side) {
        this.side = side;
    }

    /** @throws IOException where the text is no SVG document */
    Picture draw(String svg) throws IOException {
        SVGDocument document = loader.load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)), null, LoaderContext.createDefault());
        if (document == null) {
            throw new IOException("a drawing is no SVG document");
        }
        int large = OVERSAMPLING * side;
        BufferedImage canvas = new BufferedImage(large, large, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = canvas.createGraphics();
        try {
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, large, large);
            // JSVG takes the pen's for "currentColor", in which drawings of one colour are.
            pen.setColor(Color.BLACK);
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            document.render((Component) null, pen, new ViewBox(large, large));
        } finally {
            pen.dispose();
        }
        return shrink(picture(canvas));
    }

    /** A picture file of any size, transparent parts on white. */
    Picture read(Path file) throws IOException {
        return shrink(Picture.read(file));
    }

    private Picture shrink(Picture large) {
        return PictureResize.resize(large, side, side, PictureResize.Filter.BICUBIC);
    }

    private static Picture picture(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        return new Picture(width, height, rgb);
    }
}
