package io.brushwork.pocket.net;

/**
 * A small network that tells two kinds of pictures apart: convolutions that halve the picture, each with a group norm, then
 * the mean and the maximum of each channel.
 *
 * @param channels of the first convolution, a multiple of the norms' {@value #GROUPS} groups; each next one has twice as many
 * @param layers how often the picture is halved
 */
public record ClassifierBlueprint(int channels, int layers) {
    /** Groups of channels in each norm. */
    public static final int GROUPS = 8;

    public Blueprint blueprint() {
        Blueprint b = new Blueprint();
        long in = 3;
        long out = channels;
        for (int i = 0; i < layers; i++) {
            b.conv("conv." + i, in, out, 3);
            b.norm("norm." + i, out);
            in = out;
            out = 2 * out;
        }
        b.linear("out", 2 * in, 1, true);
        return b;
    }
}
