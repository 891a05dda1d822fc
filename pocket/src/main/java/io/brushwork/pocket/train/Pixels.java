package io.brushwork.pocket.train;

import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.io.IOException;
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
        LibTorch.load();
        if (drawings.isEmpty()) {
            throw new IllegalArgumentException("drawings: expected at least 1, got 0");
        }
        int side = 0;
        byte[] all = {};
        for (int i = 0; i < drawings.size(); i++) {
            Picture picture = Picture.read(list.folder().resolve(drawings.get(i).file()));
            if (i == 0) {
                side = picture.width();
                all = new byte[Math.multiplyExact(drawings.size(), 3 * side * side)];
            }
            if (picture.width() != side || picture.height() != side) {
                throw new IOException(drawings.get(i).file() + ": expected a picture of " + side + "x" + side
                        + ", found " + picture.width() + "x" + picture.height());
            }
            System.arraycopy(picture.rgb(), 0, all, i * 3 * side * side, 3 * side * side);
        }
        try (Scope scope = new Scope()) {
            Tensor view = torch.from_blob(
                    new BytePointer(all),
                    new long[] {drawings.size(), side, side, 3},
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
