package io.brushwork.pocket.train;

import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Drawings in memory, a byte for each sample. Owns its tensor. */
public final class Pixels implements AutoCloseable {
    private final Tensor bytes;
    private final int side;

    private Pixels(Tensor bytes, int side) {
        this.bytes = bytes;
        this.side = side;
    }

    /** @throws IOException where a picture is missing, damaged, or not of the size of the first */
    public static Pixels read(DrawingList list, List<Drawing> drawings) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (Drawing drawing : drawings) {
            pictures.add(Picture.read(list.folder().resolve(drawing.file())));
            Picture first = pictures.get(0);
            Picture last = pictures.get(pictures.size() - 1);
            if (last.width() != first.width() || last.height() != first.width()) {
                throw new IOException(drawing.file() + ": expected a picture of " + first.width() + "x" + first.width()
                        + ", found " + last.width() + "x" + last.height());
            }
        }
        return of(pictures);
    }

    /** @param pictures square, all of one size */
    public static Pixels of(List<Picture> pictures) {
        LibTorch.load();
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("drawings: expected at least 1, got 0");
        }
        int side = pictures.get(0).width();
        int samples = 3 * side * side;
        byte[] all = new byte[Math.multiplyExact(pictures.size(), samples)];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i).rgb(), 0, all, i * samples, samples);
        }
        try (Scope scope = new Scope()) {
            Tensor view = torch.from_blob(
                    new BytePointer(all),
                    new long[] {pictures.size(), side, side, 3},
                    new TensorOptions(ScalarType.Byte));
            return new Pixels(Scope.retain(view.clone()), side);
        }
    }

    public int count() {
        return (int) bytes.size(0);
    }

    public int side() {
        return side;
    }

    /** Some of them as the networks see them: [n, 3, side, side], -1 to 1, channels last. */
    public Tensor floats(long... indices) {
        return Scope.of(() -> bytes.index_select(0, torch.tensor(indices))
                .to(ScalarType.Float)
                .div_(new Scalar(127.5))
                .sub_(new Scalar(1))
                .permute(0, 3, 1, 2));
    }

    @Override
    public void close() {
        bytes.close();
    }
}
