package io.brushwork.sampling;

/**
 * The shape of one latent.
 *
 * @param channels of a place
 * @param height in places
 * @param width in places
 * @param pixels of the picture to a side of one place
 */
public record LatentShape(int channels, int height, int width, int pixels) {
    /** Checks that there is something of everything. */
    public LatentShape {
        if (channels < 1 || height < 1 || width < 1 || pixels < 1) {
            throw new IllegalArgumentException("latent: expected sides of 1 or more, got " + channels + "x" + height
                    + "x" + width + " of " + pixels + " pixels");
        }
    }

    /** A latent of pictures of this size. */
    public static LatentShape ofPixels(int channels, int height, int width, int pixels) {
        return new LatentShape(channels, height / pixels, width / pixels, pixels);
    }

    long[] sizes() {
        return new long[] {channels, height, width};
    }
}
