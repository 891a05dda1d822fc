package io.brushwork.pocket.evaluate;

import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.pocket.train.LatentScale;
import io.brushwork.pocket.train.Pixels;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What of a picture is compared: one row of numbers for each. */
public interface Features {
    List<float[]> of(List<Picture> pictures);

    /** Red, green and blue of the picture made this small. */
    static Features pixels(int side) {
        return pictures ->
                pictures.stream().map(picture -> small(picture, side)).toList();
    }

    /** Means of the latents. */
    static Features latents(AutoencoderKl vae) {
        return pictures -> {
            try (Pixels pixels = Pixels.of(pictures);
                    Scope scope = new Scope()) {
                return rows(LatentScale.latents(vae, pixels));
            }
        };
    }

    private static float[] small(Picture picture, int side) {
        byte[] rgb = PictureResize.resize(picture, side, side, PictureResize.Filter.BILINEAR)
                .rgb();
        float[] row = new float[rgb.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (rgb[i] & 0xff) / 255f;
        }
        return row;
    }

    private static List<float[]> rows(Tensor latents) {
        Tensor flat = latents.flatten(1, -1).contiguous();
        int width = (int) flat.size(1);
        float[] all = new float[(int) flat.numel()];
        flat.data_ptr_float().get(all);
        List<float[]> rows = new ArrayList<>();
        for (int start = 0; start < all.length; start += width) {
            rows.add(java.util.Arrays.copyOfRange(all, start, start + width));
        }
        return rows;
    }
}
