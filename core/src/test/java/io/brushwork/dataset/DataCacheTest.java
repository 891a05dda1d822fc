package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.dataset.DataCache.ContextKey;
import io.brushwork.dataset.DataCache.MomentsKey;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import io.brushwork.text.Emphasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCacheTest {
    private static final Preparation CROP = new Preparation(Fit.CROP, 64, 64);
    private static final MomentsKey KEY = new MomentsKey("a1", CROP, "vae");

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    private DataCache cache() throws IOException {
        return new DataCache(folder.resolve("cache"), notices::add);
    }

    private static Tensor numbers(float first) {
        return torch.arange(new Scalar(96f)).add(new Scalar(first)).view(1, 8, 3, 4);
    }

    private static Tensor never() {
        throw new AssertionError("is in the cache");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatWasMadeComesBackBitForBitFromAnotherCache() throws IOException {
        try (Scope scope = new Scope()) {
            Tensor odd = numbers(0).div(new Scalar(3));
            float[] expected = PreparationTest.floats(odd);
            Tensor made = cache().moments(KEY, () -> odd);
            Tensor known = cache().moments(KEY, DataCacheTest::never);
            assertThat(known.shape()).containsExactly(1, 8, 3, 4);
            assertThat(PreparationTest.floats(made)).isEqualTo(expected);
            assertThat(PreparationTest.floats(known)).isEqualTo(expected);
        }
        assertThat(files()).hasSize(1);
        assertThat(notices).isEmpty();
    }

    @Test
    void everyPartOfAKeyCounts() throws IOException {
        List<MomentsKey> keys = List.of(
                KEY,
                new MomentsKey("a2", CROP, "vae"),
                new MomentsKey("a1", CROP, "vae2"),
                new MomentsKey("a1", CROP.flipped(), "vae"),
                new MomentsKey("a1", new Preparation(Fit.STRETCH, 64, 64), "vae"),
                new MomentsKey("a1", new Preparation(Fit.CROP, 128, 64), "vae"),
                new MomentsKey("a1", new Preparation(Fit.CROP, 64, 128), "vae"),
                new MomentsKey("a1", new Preparation(Fit.CROP, 64, 64, false, true), "vae"));
        List<ContextKey> texts = List.of(
                new ContextKey("a", "clip", 1, Emphasis.ORIGINAL),
                new ContextKey("a\",\"clip", "", 1, Emphasis.ORIGINAL),
                new ContextKey("a", "clip2", 1, Emphasis.ORIGINAL),
                new ContextKey("a", "clip", 2, Emphasis.ORIGINAL),
                new ContextKey("a", "clip", 1, Emphasis.NONE));
        DataCache cache = cache();
        try (Scope scope = new Scope()) {
            for (int i = 0; i < keys.size(); i++) {
                int first = i;
                cache.moments(keys.get(i), () -> numbers(first));
            }
            for (int i = 0; i < texts.size(); i++) {
                int first = i;
                cache.context(texts.get(i), () -> Conditioning.of(numbers(first).view(1, 8, 12)));
            }
            for (int i = 0; i < keys.size(); i++) {
                assertThat(PreparationTest.floats(cache.moments(keys.get(i), DataCacheTest::never))[0])
                        .isEqualTo(i);
            }
            for (int i = 0; i < texts.size(); i++) {
                assertThat(
                                PreparationTest.floats(cache.context(texts.get(i), () -> Conditioning.of(never()))
                                        .context())[0])
                        .isEqualTo(i);
            }
        }
        assertThat(files()).hasSize(keys.size() + texts.size());
    }

    @Test
    void everyDamagedByteIsFoundAndMadeAnew() throws IOException {
        try (Scope scope = new Scope()) {
            cache().moments(KEY, () -> numbers(0));
        }
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        float[] expected;
        try (Scope scope = new Scope()) {
            expected = PreparationTest.floats(numbers(0));
        }
        Set<Integer> lengths = new HashSet<>(List.of(0, 9, 90, 900));
        int unharmed = 0;
        // Every ninth byte: each write is forced to the disk.
        for (int i = 0; i < whole.length; i += 9) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, lengths.contains(i) ? Arrays.copyOf(whole, i) : damaged);
            notices.clear();
            try (Scope scope = new Scope()) {
                Tensor read = cache().moments(KEY, () -> numbers(0));
                assertThat(PreparationTest.floats(read)).as("byte " + i).isEqualTo(expected);
            }
            if (notices.isEmpty()) {
                unharmed++;
            } else {
                assertThat(notices).hasSize(1);
                assertThat(notices.get(0))
                        .startsWith(file.toString())
                        .endsWith("; this file of the cache is made anew.");
                assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            }
        }
        // Only the spaces that pad the header may change without harm, and 0x10 makes them 0, which is no JSON.
        assertThat(unharmed).isZero();
    }

    @Test
    void aFileUnderAnotherKeysNameIsNotBelieved() throws IOException {
        MomentsKey other = new MomentsKey("b2", CROP, "vae");
        try (Scope scope = new Scope()) {
            cache().moments(KEY, () -> numbers(0));
            Path first = files().get(0);
            cache().moments(other, () -> numbers(1));
            Path second = files().stream()
                    .filter(file -> !file.equals(first))
                    .findFirst()
                    .orElseThrow();
            Files.copy(first, second, StandardCopyOption.REPLACE_EXISTING);
            assertThat(PreparationTest.floats(cache().moments(other, () -> numbers(1)))[0])
                    .isEqualTo(1);
            assertThat(notices)
                    .containsExactly(
                            second + ": holds something else than it should; this file of the cache is made anew.");
        }
    }

    @Test
    void gradientsFlowThroughWhatIsGivenUnderInferenceModeToo() throws IOException {
        DataCache cache = cache();
        for (int i = 0; i < 2; i++) {
            try (Scope scope = new Scope()) {
                Tensor given;
                try (InferenceMode inference = new InferenceMode(true)) {
                    given = cache.moments(KEY, () -> numbers(0).to(ScalarType.Half));
                }
                assertThat(given.is_inference()).isFalse();
                assertThat(given.scalar_type().intern()).isEqualTo(ScalarType.Float);
                Tensor factor = torch.ones(1).set_requires_grad(true);
                given.mul(factor).sum().backward();
                assertThat(new Tensor(factor.grad()).item_float()).isEqualTo(96 * 95 / 2);
            }
        }
    }

    @Test
    void numbersThatAreNoneAreNotKept() throws IOException {
        ContextKey text = new ContextKey("a", "clip", 1, Emphasis.NONE);
        assertThatThrownBy(() -> cache().moments(KEY, () -> numbers(Float.NaN)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the autoencoder gave values that are infinite or not numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().context(text, () -> Conditioning.of(torch.ones(2, 77, 8))))
                .withMessageStartingWith("context: expected 3 dimensions, the first of size 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().context(text, () -> new Conditioning(torch.ones(1, 77, 8), torch.ones(1, 4))))
                .withMessage("context: expected no added vector, for which the files have no place");
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenOnlyCostsTime() throws IOException {
        DataCache cache = cache();
        Files.delete(folder.resolve("cache"));
        try (Scope scope = new Scope()) {
            assertThat(PreparationTest.floats(cache.moments(KEY, () -> numbers(2)))[0])
                    .isEqualTo(2);
        }
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0)).endsWith("; the run goes on without this file of the cache.");
    }

    /** The recorded moments of ldm's autoencoder, through the cache and back. */
    @Test
    void momentsOfAnAutoencoderComeBack() throws IOException {
        try (Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);
                Scope scope = new Scope()) {
            Golden golden = Golden.of("vae");
            AutoencoderKl vae = new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, 0.18215);
            cache().moments(KEY, () -> vae.moments(golden.get("image")));
            Golden.assertClose(cache().moments(KEY, DataCacheTest::never), golden.get("moments"), 1e-5);
        }
    }
}
