package io.brushwork.training;

import io.brushwork.dataset.DataCache;
import io.brushwork.dataset.PictureFolder;
import io.brushwork.dataset.Preparation;
import io.brushwork.dataset.TrainingPicture;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.Scope;
import io.brushwork.training.TrainingData.EncodedPicture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The pictures of a folder as the autoencoder sees them: encoded once, or taken from the cache. Owns their tensors. */
final class EncodedPictures implements AutoCloseable {
    private final List<EncodedPicture> pictures = new ArrayList<>();

    /**
     * @param vae used only for pictures that are not in the cache
     * @param identity of the autoencoder and its arithmetic
     * @param flip whether the mirror images are wanted too
     * @throws CancellationException where the listener wants to stop
     */
    static EncodedPictures of(
            PictureFolder folder,
            Preparation preparation,
            boolean flip,
            AutoencoderKl vae,
            String identity,
            @Nullable DataCache cache,
            RememberingListener listener)
            throws IOException {
        EncodedPictures encoded = new EncodedPictures();
        try {
            for (TrainingPicture picture : folder.pictures()) {
                if (listener.stop().endsJob()) {
                    throw new CancellationException();
                }
                preparation.notice(picture).ifPresent(listener::notice);
                Encoder encoder = new Encoder(picture, vae, identity, cache);
                try (Scope scope = new Scope()) {
                    encoded.pictures.add(new EncodedPicture(
                            encoded.pictures.size(),
                            picture.caption(),
                            Scope.retain(encoder.moments(preparation)),
                            flip ? Scope.retain(encoder.moments(preparation.flipped())) : null,
                            preparation.alphaAsWeight() ? Scope.retain(preparation.lossWeights(picture)) : null));
                }
                listener.on(new TrainingEvent.Encoded(
                        encoded.pictures.size(), folder.pictures().size()));
            }
            return encoded;
        } catch (IOException | RuntimeException e) {
            encoded.close();
            throw e;
        }
    }

    private record Encoder(
            TrainingPicture picture,
            AutoencoderKl vae,
            String identity,
            @Nullable DataCache cache) {
        Tensor moments(Preparation preparation) throws IOException {
            if (cache == null) {
                return encode(preparation);
            }
            DataCache.MomentsKey key = new DataCache.MomentsKey(picture.sha256(), preparation, identity);
            return cache.moments(key, () -> encode(preparation));
        }

        private Tensor encode(Preparation preparation) throws IOException {
            try (InferenceMode normal = new InferenceMode(false);
                    NoGradGuard noGrad = new NoGradGuard()) {
                return vae.moments(preparation.pixels(picture));
            }
        }
    }

    /** In the order of the folder. */
    List<EncodedPicture> all() {
        return pictures;
    }

    List<EncodedPicture> of(List<Integer> indexes) {
        return indexes.stream().map(pictures::get).toList();
    }

    @Override
    public void close() {
        for (EncodedPicture picture : pictures) {
            picture.moments().close();
            if (picture.flipped() != null) {
                picture.flipped().close();
            }
            if (picture.weights() != null) {
                picture.weights().close();
            }
        }
        pictures.clear();
    }
}
