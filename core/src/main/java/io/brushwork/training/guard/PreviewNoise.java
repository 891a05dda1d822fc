package io.brushwork.training.guard;

import io.brushwork.files.picture.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sees when a preview has become the colourful noise that a ruined hypernetwork draws.
 *
 * <p>The measure: how much the colour, without the brightness, changes from each pixel to its neighbours on the right and
 * below (length of the difference of Cb and Cr, which run from -0.5 to 0.5), and of these the value that a quarter of the
 * pixels do not reach. Drawings and photographs have calm places, however hard their lines and bright their colours; noise
 * has none, so that even its calmest quarter is restless. Black and white drawings have no colour at all and measure 0.
 * As the grains of noise may be of any size, it is measured in the picture, in its half, its quarter, and so on down to
 * sides of 8 pixels; there any small picture is restless, and the limits are higher.
 *
 * <p>A preview is noise where at one of these sizes it is beyond the limit and at least {@value #TIMES_BASE} times as
 * restless as the picture that the model draws without the network from the same prompt and seed.
 *
 * <p>Evidence. Pairs of a drawing and the same subject in another style (four sets of emoji, among them a black and
 * white one), or another 3D drawing or photograph: 2 false alarms of 905 at 64x64, 1 of 800 at 128x128, 2 of 800 at
 * 256x256. Of 100 drawings each, changed by program: grey grain, darkness none; crayon on rough paper 0 to 5, colours
 * driven into clipping 3; dots of 4 pixels whose hue is drawn at random 4 to 13, the nearest that a style comes to
 * noise. Noise of 100 pictures each that was missed: colours drawn at random (deviation 0.15 and 0.3) in grains of 1, 2
 * and 4 pixels 1 at most, at 64x64 and 128x128; grains of an eighth of the side 1 at deviation 0.3, but 8 (soft) to 83
 * (hard) at 0.15; random latents of deviation 2, brought to colours by the linear map that is known for Stable
 * Diffusion 1, 7 at 64x64 and none at 128x128. Random latents of deviation 1 and less are faint and nearly grey, and
 * mostly missed: this is a measure for noise that is colourful. The limits were chosen on these same pictures, so
 * others may fare worse; no picture of a network that was really destroyed was among them.
 */
public final class PreviewNoise {
    private static final double TIMES_BASE = 2;
    private static final double CALMEST = 0.25;
    private static final int SMALLEST = 8;

    private PreviewNoise() {}

    /**
     * @param preview drawn with the network
     * @param base drawn without it, of the same size
     * @return a sentence about what was seen, where the preview is noise
     */
    public static Optional<String> in(Picture preview, Picture base) {
        if (preview.width() != base.width() || preview.height() != base.height()) {
            throw new IllegalArgumentException("preview: expected " + base.width() + "x" + base.height()
                    + " as without the network, got " + preview.width() + "x" + preview.height());
        }
        List<Double> with = restlessness(preview);
        List<Double> without = restlessness(base);
        int side = Math.min(base.width(), base.height());
        for (int level = 0; level < with.size(); level++) {
            double limit = limit(side >> level);
            if (with.get(level) > limit && with.get(level) >= TIMES_BASE * without.get(level)) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "the preview has become colourful noise: even its calmest quarter is restless"
                                + " (%.3f at %d pixels a grain; without the network %.3f, limit %.3f)",
                        with.get(level),
                        1 << level,
                        without.get(level),
                        limit));
            }
        }
        return Optional.empty();
    }

    /** @param side of the picture at this size: a small picture of a whole subject is restless by itself */
    private static double limit(int side) {
        return side >= 32 ? 0.04 : side >= 16 ? 0.1 : 0.2;
    }

    /** The measure at full size, at half, at a quarter …; empty where the picture is smaller than 8 pixels. */
    static List<Double> restlessness(Picture picture) {
        List<Double> levels = new ArrayList<>();
        Chroma chroma = Chroma.of(picture);
        while (Math.min(chroma.width, chroma.height) >= SMALLEST) {
            levels.add(chroma.calmestQuarter());
            chroma = chroma.half();
        }
        return levels;
    }

    /** Cb and Cr of ITU-R BT.601, without their offset. */
    private static final class Chroma {
        private final int width;
        private final int height;
        private final float[] blue;
        private final float[] red;

        private Chroma(int width, int height) {
            this.width = width;
            this.height = height;
            this.blue = new float[width * height];
            this.red = new float[width * height];
        }

        static Chroma of(Picture picture) {
            Chroma chroma = new Chroma(picture.width(), picture.height());
            byte[] rgb = picture.rgb();
            for (int i = 0; i < chroma.blue.length; i++) {
                float r = (rgb[3 * i] & 0xFF) / 255f;
                float g = (rgb[3 * i + 1] & 0xFF) / 255f;
                float b = (rgb[3 * i + 2] & 0xFF) / 255f;
                float y = 0.299f * r + 0.587f * g + 0.114f * b;
                chroma.blue[i] = 0.564f * (b - y);
                chroma.red[i] = 0.713f * (r - y);
            }
            return chroma;
        }

        /** Means of 2x2; a last odd column or row is left out. */
        Chroma half() {
            Chroma half = new Chroma(width / 2, height / 2);
            for (int i = 0; i < half.blue.length; i++) {
                int at = i / half.width * 2 * width + i % half.width * 2;
                half.blue[i] = (blue[at] + blue[at + 1] + blue[at + width] + blue[at + width + 1]) / 4;
                half.red[i] = (red[at] + red[at + 1] + red[at + width] + red[at + width + 1]) / 4;
            }
            return half;
        }

        double calmestQuarter() {
            double[] changes = new double[(width - 1) * (height - 1)];
            for (int i = 0; i < changes.length; i++) {
                int at = i / (width - 1) * width + i % (width - 1);
                changes[i] = Math.sqrt(square(blue, at, at + 1)
                        + square(red, at, at + 1)
                        + square(blue, at, at + width)
                        + square(red, at, at + width));
            }
            Arrays.sort(changes);
            return changes[(int) (CALMEST * (changes.length - 1))];
        }

        private static double square(float[] values, int a, int b) {
            double difference = values[b] - values[a];
            return difference * difference;
        }
    }
}
