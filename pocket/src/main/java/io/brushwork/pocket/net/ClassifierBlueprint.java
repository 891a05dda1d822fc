package io.brushwork.pocket.net;

/**
 * A small network that tells two kinds of pictures apart: three convolutions that halve the picture, then the mean and the
 * maximum of each channel.
 *
 * @param channels of the first convolution; each next one has twice as many
 */
public record ClassifierBlueprint(int channels) {
    public Blueprint blueprint() {
        Blueprint b = new Blueprint();
        b.conv("conv.0", 3, channels, 3);
        b.conv("conv.1", channels, 2L * channels, 3);
        b.conv("conv.2", 2L * channels, 4L * channels, 3);
        b.linear("out", 8L * channels, 1, true);
        return b;
    }
}
