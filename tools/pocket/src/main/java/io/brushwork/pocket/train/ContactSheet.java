package io.brushwork.pocket.train;

import io.brushwork.files.picture.Picture;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pictures of one size, side by side in rows. */
public final class ContactSheet {
    private static final int GAP = 2;

    private ContactSheet() {}

    /**
     * @param columns pictures to a row
     */
    public static Picture of(List<Picture> pictures, int columns) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        int rows = (pictures.size() + columns - 1) / columns;
        int sheetWidth = columns * (width + GAP) - GAP;
        byte[] rgb = new byte[3 * sheetWidth * (rows * (height + GAP) - GAP)];
        for (int i = 0; i < pictures.size(); i++) {
            int left = i % columns * (width + GAP);
            int top = i / columns * (height + GAP);
            for (int y = 0; y < height; y++) {
                int to = 3 * ((top + y) * sheetWidth + left);
                System.arraycopy(pictures.get(i).rgb(), 3 * y * width, rgb, to, 3 * width);
            }
        }
        return new Picture(sheetWidth, rgb.length / 3 / sheetWidth, rgb);
    }

    /** Pictures of a tensor [n, 3, h, w] with values -1 to 1. */
    public static List<Picture> pictures(Tensor tensor) {
        try (Scope scope = new Scope()) {
            int height = (int) tensor.size(2);
            int width = (int) tensor.size(3);
            Tensor bytes = tensor.add(new Scalar(1))
                    .mul(new Scalar(127.5))
                    .round()
                    .clamp(new ScalarOptional(new Scalar(0)), new ScalarOptional(new Scalar(255)))
                    .to(ScalarType.Byte)
                    .permute(0, 2, 3, 1)
                    .contiguous();
            byte[] all = new byte[(int) bytes.numel()];
            new BytePointer(bytes.data_ptr()).get(all);
            List<Picture> pictures = new ArrayList<>();
            int size = 3 * height * width;
            for (int i = 0; i < tensor.size(0); i++) {
                byte[] rgb = new byte[size];
                System.arraycopy(all, i * size, rgb, 0, size);
                pictures.add(new Picture(width, height, rgb));
            }
            return pictures;
        }
    }
}
