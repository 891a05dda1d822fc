package io.brushwork.dataset;

import io.brushwork.base.Sha256;
import io.brushwork.dataset.TrainingPicture.CaptionSource;
import io.brushwork.files.picture.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Pictures that tests draw themselves. */
final class Drawn {
    private Drawn() {}

    /** Every byte from a rule that Python can repeat: {@code (i * i * 31 + i * 17) ^ (i >> 3)}. */
    static Picture pattern(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i * i * 31 + i * 17) ^ (i >> 3));
        }
        return new Picture(width, height, rgb);
    }

    /** A face such as an emoji, 128x128. */
    static Picture face(Color skin, Color background, boolean smiles, int shift) {
        BufferedImage image = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
        Graphics2D draw = image.createGraphics();
        draw.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        draw.setColor(background);
        draw.fillRect(0, 0, 128, 128);
        draw.setColor(skin);
        draw.fillOval(12 + shift, 12, 104, 104);
        draw.setColor(Color.BLACK);
        draw.fillOval(42 + shift, 44, 12, 18);
        draw.fillOval(74 + shift, 44, 12, 18);
        draw.setStroke(new BasicStroke(6));
        draw.drawArc(38 + shift, smiles ? 50 : 78, 52, 42, smiles ? 200 : 20, 140);
        draw.dispose();
        return picture(image);
    }

    /** Blocks of random colours, another picture for each seed. */
    static Picture blocks(int width, int height, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D draw = image.createGraphics();
        for (int i = 0; i < 40; i++) {
            draw.setColor(new Color(random.nextInt(1 << 24)));
            int side = Math.max(4, width / 3);
            draw.fillRect(
                    random.nextInt(width) - side / 2,
                    random.nextInt(height) - side / 2,
                    random.nextInt(side),
                    random.nextInt(side));
        }
        draw.dispose();
        return picture(image);
    }

    private static Picture picture(BufferedImage image) {
        int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] rgb = new byte[3 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            rgb[3 * i] = (byte) (argb[i] >> 16);
            rgb[3 * i + 1] = (byte) (argb[i] >> 8);
            rgb[3 * i + 2] = (byte) argb[i];
        }
        return new Picture(image.getWidth(), image.getHeight(), rgb);
    }

    /** Writes a picture and its caption into a folder. */
    static Path write(Path folder, String name, Picture picture, String caption) throws IOException {
        Files.writeString(folder.resolve(PictureNames.stem(name) + ".txt"), caption);
        return write(folder, name, picture);
    }

    static Path write(Path folder, String name, Picture picture) throws IOException {
        Path file = folder.resolve(name);
        picture.writePng(file, Map.of());
        return file;
    }

    /** A picture of which only name, content and caption matter. */
    static TrainingPicture of(String name, String content) {
        return new TrainingPicture(Path.of(name), name, Sha256.of(content), 64, 64, false, name, CaptionSource.FILE);
    }
}
