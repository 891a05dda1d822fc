package io.brushwork.pocket.evaluate;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TensorData;
import io.brushwork.files.picture.Picture;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.pocket.train.ContactSheet;
import io.brushwork.pocket.train.Pixels;
import io.brushwork.pocket.train.Quality;
import io.brushwork.pocket.train.VaeTask;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.NoGradGuard;

/** The autoencoder of a checkpoint. */
public final class Autoencoder implements AutoCloseable {
    private static final int BATCH = 32;

    private final Checkpoint checkpoint;
    private final FileTensors tensors;
    private final Weights weights;
    private final AutoencoderKl vae;

    public Autoencoder(Path file) throws IOException {
        checkpoint = Checkpoint.open(file);
        tensors = new FileTensors(file.toString(), checkpoint.tensors());
        weights = Weights.of(tensors, Compute.CPU);
        vae = VaeTask.autoencoder(weights);
    }

    public Features latents() {
        return Features.latents(vae);
    }

    public Quality quality(List<Picture> pictures) {
        try (Pixels pixels = Pixels.of(pictures)) {
            return Quality.measure(vae, pixels, Integer.MAX_VALUE);
        }
    }

    /** What is left of pictures once they were encoded and decoded. */
    public List<Picture> givenBack(List<Picture> pictures) {
        List<Picture> back = new ArrayList<>();
        try (Pixels pixels = Pixels.of(pictures);
                NoGradGuard constant = new NoGradGuard()) {
            for (int start = 0; start < pictures.size(); start += BATCH) {
                long[] some = LongStream.range(start, Math.min(start + BATCH, pictures.size()))
                        .toArray();
                try (Scope scope = new Scope()) {
                    back.addAll(ContactSheet.pictures(vae.decode(vae.encode(pixels.floats(some), null))));
                }
            }
        }
        return back;
    }

    /** Adds what tells this autoencoder from others: its tensors. */
    void addTo(MessageDigest digest) throws IOException {
        WritableByteChannel channel =
                Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        for (Map.Entry<String, StoredTensor> tensor : new TreeMap<>(checkpoint.tensors()).entrySet()) {
            if (tensor.getKey().startsWith(VaeBlueprint.PREFIX + ".")) {
                TensorData.of(tensor.getValue()).writeTo(channel);
            }
        }
    }

    @Override
    public void close() {
        weights.close();
        tensors.close();
    }
}
