package io.brushwork.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void realRoot() throws IOException {
        root = temporary.toRealPath();
    }

    private Path make(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[] {1});
    }

    private ModelFolder hypernetworks() throws IOException {
        return ModelTree.open(root).folder(ModelKind.HYPERNETWORK);
    }

    @Test
    void listsWhatIsThereInTheOrderOfNames() throws IOException {
        Path b = make("hypernetworks/B.pt");
        Path a = make("hypernetworks/a.safetensors");
        Path deep = make("hypernetworks/style/deep/c.CKPT");
        make("hypernetworks/B.pt.optim");
        make("hypernetworks/B.png");
        make("hypernetworks/.hidden/d.pt");
        make("hypernetworks/._B.pt");
        Files.createDirectory(root.resolve("hypernetworks/folder.pt"));
        assertThat(hypernetworks().list()).containsExactly(a, b, deep);
    }

    @Test
    void knowsTheTreesOfBrushworkAndA1111() throws IOException {
        Path own = make("own/checkpoints/a.safetensors");
        Path ownLora = make("own/lora/l.safetensors");
        assertThat(ModelTree.open(root.resolve("own"))
                        .folder(ModelKind.CHECKPOINT)
                        .list())
                .containsExactly(own);
        assertThat(ModelTree.open(root.resolve("own")).folder(ModelKind.LORA).list())
                .containsExactly(ownLora);

        Path checkpoint = make("webui/models/Stable-diffusion/sub/a.ckpt");
        Path vae = make("webui/models/VAE/v.pt");
        Path embedding = make("webui/embeddings/e.pt");
        Path network = make("webui/models/hypernetworks/h.pt");
        Path lora = make("webui/models/Lora/l.safetensors");
        for (String place : List.of("webui", "webui/models")) {
            ModelTree tree = ModelTree.open(root.resolve(place));
            assertThat(tree.folder(ModelKind.CHECKPOINT).list()).containsExactly(checkpoint);
            assertThat(tree.folder(ModelKind.VAE).list()).containsExactly(vae);
            assertThat(tree.folder(ModelKind.EMBEDDING).list()).containsExactly(embedding);
            assertThat(tree.folder(ModelKind.HYPERNETWORK).list()).containsExactly(network);
            assertThat(tree.folder(ModelKind.LORA).list()).containsExactly(lora);
        }
    }

    @Test
    void vaesBesideCheckpointsAreVaes() throws IOException {
        Path checkpoint = make("checkpoints/anime.safetensors");
        Path beside = make("checkpoints/anime.vae.pt");
        Path other = make("vae/anime-v2.safetensors");
        ModelTree tree = ModelTree.open(root);
        assertThat(tree.folder(ModelKind.CHECKPOINT).list()).containsExactly(checkpoint);
        assertThat(tree.folder(ModelKind.VAE).list()).containsExactly(other, beside);
        assertThat(tree.vaeOf(checkpoint)).contains(beside);
        Files.delete(beside);
        assertThat(tree.vaeOf(checkpoint)).contains(other);
        Files.delete(other);
        assertThat(tree.vaeOf(checkpoint)).isEmpty();
    }

    @Test
    void aDiffusersFolderIsOneCheckpoint() throws IOException {
        make("checkpoints/sd.1/unet/diffusion_pytorch_model.safetensors");
        make("checkpoints/sd.1/vae/diffusion_pytorch_model.safetensors");
        ModelFolder folder = ModelTree.open(root).folder(ModelKind.CHECKPOINT);
        assertThat(folder.list()).containsExactly(root.resolve("checkpoints/sd.1"));
        assertThat(folder.find("sd.1").file()).isEqualTo(root.resolve("checkpoints/sd.1"));
        assertThat(ModelFolder.of(ModelKind.CHECKPOINT, root.resolve("checkpoints/sd.1"))
                        .list())
                .containsExactly(root.resolve("checkpoints/sd.1"));
    }

    @Test
    void findsByStemByFileNameAndByPath() throws IOException {
        Path oil = make("hypernetworks/style/oil.pt");
        for (String name : List.of("oil", "oil.pt", "style/oil", "style/oil.pt", "style\\oil")) {
            assertThat(hypernetworks().find(name)).isEqualTo(new ModelFolder.Found(oil, java.util.Optional.empty()));
        }
    }

    @Test
    void findsNamesWithBlanksDotsAndBrackets() throws IOException {
        for (String name : List.of("foo (v2)", "v1.5-pruned", "a b", "x.pt", "日本")) {
            Path file = make("hypernetworks/" + name + ".pt");
            assertThat(hypernetworks().find(name).file()).isEqualTo(file);
        }
    }

    @Test
    void composedAndDecomposedAccentsAreTheSame() throws IOException {
        Path file = make("hypernetworks/" + Normalizer.normalize("café", Normalizer.Form.NFD) + ".pt");
        ModelFolder.Found found = hypernetworks().find(Normalizer.normalize("café", Normalizer.Form.NFC));
        assertThat(found.file()).isEqualTo(file);
        assertThat(found.notice()).isEmpty();
    }

    @Test
    void caseCountsWhereItTellsFilesApartElseThereIsANotice() throws IOException {
        Path upper = make("hypernetworks/Oil.pt");
        assertThat(hypernetworks().find("oil").file()).isEqualTo(upper);
        assertThat(hypernetworks().find("oil").notice())
                .contains(
                        "no hypernetwork is named \"oil\"; taking Oil.pt, which differs only in upper and lower case");
        Path lower = make("hypernetworks/oil.safetensors");
        assertThat(hypernetworks().find("oil")).isEqualTo(new ModelFolder.Found(lower, java.util.Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> hypernetworks().find("OIL"));
    }

    @Test
    void twoOfOneNameAreAnErrorThatNamesThem() throws IOException {
        make("hypernetworks/a/oil.pt");
        make("hypernetworks/b/oil.pt");
        Path top = make("hypernetworks/oil.ckpt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hypernetworks().find("oil"))
                .withMessage("hypernetwork: \"oil\" is the name of more than one: a/oil.pt, b/oil.pt, oil.ckpt; "
                        + "give more of the path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hypernetworks().find("oil.pt"))
                .withMessageContaining("a/oil.pt, b/oil.pt;");
        assertThat(hypernetworks().find("oil.ckpt").file()).isEqualTo(top);
        assertThat(hypernetworks().find("a/oil").file()).isEqualTo(root.resolve("hypernetworks/a/oil.pt"));
    }

    @Test
    void twoFoldersMayNotGiveTwoFilesOfOneName() throws IOException {
        make("hypernetworks/oil.pt");
        Path other = make("mine/oil.pt");
        ModelFolder both = hypernetworks().plus(root.resolve("mine"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both.find("oil"))
                .withMessageContaining(root.resolve("hypernetworks/oil.pt") + ", " + other);
    }

    @Test
    void aMissingNameShowsTheNearestAndWhereWasLooked() throws IOException {
        for (String name : List.of("relu_ln", "relu", "mish_out", "style/swish_drop")) {
            make("hypernetworks/" + name + ".pt");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hypernetworks().find("relu_lm"))
                .withMessage("hypernetwork: nothing is named \"relu_lm\" (looked in " + root.resolve("hypernetworks")
                        + "); nearest: relu_ln, relu, mish_out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hypernetworks().find("../hypernetworks/relu"))
                .withMessageContaining("nearest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTree.open(root).folder(ModelKind.VAE).find("x"))
                .withMessage("VAE: nothing is named \"x\" (there is no folder for it)");
    }

    @Test
    void linksAreFollowedOnceAndCyclesEnd() throws IOException {
        Path oil = make("hypernetworks/a/oil.pt");
        Path elsewhere = make("elsewhere/x.pt");
        Files.createSymbolicLink(root.resolve("hypernetworks/a/up"), root.resolve("hypernetworks"));
        Files.createSymbolicLink(root.resolve("hypernetworks/b"), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("hypernetworks/c"), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("hypernetworks/gone.pt"), root.resolve("nowhere"));
        List<Path> found = hypernetworks().list();
        assertThat(found).hasSize(2).contains(oil);
        assertThat(hypernetworks().find("x").file().toRealPath()).isEqualTo(elsewhere);
    }

    @Test
    void aSingleFileHasItsName() throws IOException {
        Path file = make("somewhere/my model.bin");
        ModelFolder one = ModelFolder.of(ModelKind.CHECKPOINT, file);
        assertThat(one.list()).containsExactly(file);
        assertThat(one.find("my model.bin").file()).isEqualTo(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(ModelKind.CHECKPOINT, root.resolve("none")))
                .withMessage("checkpoint: expected a file or folder, got " + root.resolve("none"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTree.open(file))
                .withMessage("models folder: expected a folder, got " + file);
    }

    @Test
    void distanceCountsEdits() {
        assertThat(ModelLookup.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(ModelLookup.distance("", "abc")).isEqualTo(3);
        assertThat(ModelLookup.distance("same", "same")).isZero();
    }
}
