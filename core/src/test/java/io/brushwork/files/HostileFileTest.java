package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no models, damaged ones, and zips made to mislead. */
class HostileFileTest {
    @TempDir
    Path folder;

    @Test
    void filesThatAreNoModelsAreNamed() throws IOException {
        refused(folder, "is a folder, and not one of Diffusers");
        refused(folder.resolve("none.pt"), "does not exist");
        refused(text(""), "is empty");
        refused(text("\n <!DOCTYPE html><title>Log in</title>"), "is a web page, not a model");
        refused(text("<HTML>"), "is a web page, not a model");
        refused(text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "is a Git LFS pointer");
        refused(text("GGUF\u0003"), "is a GGUF file");
        refused(text("7z\u00bc\u00af"), "is a compressed archive");
        refused(text("\u0080\u0002}q\u0000."), "is a pickle, but not one that PyTorch wrote");
        refused(text("hello"), "byte 0: is not a model file: it begins with the bytes 68 65 6c 6c 6f");
        refused(text("\0".repeat(257) + "ustar"), "is a tar archive");
    }

    /** Cut, a file is refused: never read in part. */
    @Test
    void truncatedFilesAreRefused() throws IOException {
        for (String name : new String[] {"zip.pt", "legacy.pt", "legacy-protocol4.pt", "reference.safetensors"}) {
            byte[] whole = Files.readAllBytes(TorchFileTest.GOLDEN.resolve(name));
            for (int length = 0; length < whole.length; length += 7) {
                refused(Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length)), "");
            }
        }
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        Path bomb = folder.resolve("bomb.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("bomb/data.pkl"));
            for (int i = 0; i < 1000; i++) {
                zip.write(new byte[10_000]);
            }
        }
        refused(bomb, "byte 0: entry 'bomb/data.pkl' is compressed; PyTorch only stores");
    }

    @Test
    void entriesThatPyTorchDoesNotWriteAreRefused() throws IOException {
        refused(zip("x/data.pkl", "../../etc/passwd"), "entry '../../etc/passwd' does not belong into a torch zip");
        refused(zip("x/data.pkl", "x/../y"), "does not belong");
        refused(zip("x/data.pkl", "/x/data/0"), "does not belong");
        refused(zip("x/data.pkl", "x\\data\\0"), "does not belong");
        refused(zip("x/data.pkl", "y/data.pkl"), "entry 'y/data.pkl' does not belong");
        refused(zip("x/data.pkl", "y/data/0"), "does not belong");
        refused(zip("x/data.pkl", "x/code/a.py"), "is a TorchScript program");
        refused(zip("word/document.xml"), "is a zip archive, but not a model of PyTorch");
    }

    @Test
    void entriesUnderTwoNamesAreRefused() throws IOException {
        refused(renamed("x/data/1", "x/data/0", true, true), "entry 'x/data/0' is there twice");
        refused(renamed("x/data/1", "x/data/7", true, false), "has another name in its own header");
    }

    @Test
    void entriesBeyondTheFileAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(zip("x/data.pkl", "x/data/0"));
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int central = view.getInt(bytes.length - 6);
        view.putInt(central + 20, 1 << 30).putInt(central + 24, 1 << 30);
        refused(Files.write(folder.resolve("x.pt"), bytes), "reaches beyond the end of the file");
        view.putInt(bytes.length - 10, 1 << 30);
        refused(Files.write(folder.resolve("x.pt"), bytes), "directory reaches beyond the end of the file");
    }

    /** The first entry as zip writers give it whose sizes may pass 4 GiB, and as those that learn sizes late. */
    @Test
    void wideSizesAndDataDescriptorsAreRead() throws IOException {
        byte[] pickle = {(byte) 0x80, 2, 'K', 5, '.'};
        ByteBuffer zip = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = "x/data.pkl".getBytes(StandardCharsets.US_ASCII);
        zip.putInt(0x04034b50)
                .putShort((short) 45)
                .putShort((short) 8)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt(0)
                .putInt(0)
                .putInt(0)
                .putShort((short) name.length)
                .putShort((short) 0)
                .put(name)
                .put(pickle);
        zip.putInt(0x08074b50).putInt(0).putLong(pickle.length).putLong(pickle.length);
        int central = zip.position();
        zip.putInt(0x02014b50)
                .putInt(45)
                .putShort((short) 8)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0);
        zip.position(central + 20)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) name.length)
                .putShort((short) 28);
        zip.putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(-1)
                .put(name);
        zip.putShort((short) 1)
                .putShort((short) 24)
                .putLong(pickle.length)
                .putLong(pickle.length)
                .putLong(0);
        int end64 = zip.position();
        zip.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(1).putLong(1);
        zip.putLong(end64 - central).putLong(central);
        zip.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        zip.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        Path file = Files.write(folder.resolve("wide.pt"), Arrays.copyOf(zip.array(), zip.position()));
        assertThat(TorchFile.read(file)).isEqualTo(5L);
    }

    @Test
    void legacyStoragesMustBeWhatTheTreeSays() throws IOException {
        byte[] bytes = Files.readAllBytes(TorchFileTest.GOLDEN.resolve("legacy.pt"));
        // The first storage stands behind the list of keys; it has 6 half-precision elements.
        int at = (int) Checkpoint.open(TorchFileTest.GOLDEN.resolve("legacy.pt"))
                        .tensor("half")
                        .offset()
                - 8;
        assertThat(bytes[at]).isEqualTo((byte) 6);
        bytes[at + 4] = 1;
        refused(Files.write(folder.resolve("x.pt"), bytes), "has 4294967302 elements, expected 6");
    }

    private void refused(Path file, String reason) {
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(file))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(reason);
    }

    private Path text(String text) throws IOException {
        return Files.write(folder.resolve("some.ckpt"), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A zip of stored entries that hold a pickle of an empty dictionary. */
    private Path zip(String... names) throws IOException {
        byte[] pickle = new Pickle().op(PickleOp.EMPTY_DICT).stop();
        CRC32 crc = new CRC32();
        crc.update(pickle);
        Path file = folder.resolve("some.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setSize(pickle.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(pickle);
            }
        }
        return file;
    }

    /** A zip of x/data.pkl, x/data/0 and x/data/1 in which a name is replaced. */
    private Path renamed(String from, String to, boolean inDirectory, boolean inHeader) throws IOException {
        Path file = zip("x/data.pkl", "x/data/0", "x/data/1");
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        int header = bytes.indexOf(from);
        int directory = bytes.indexOf(from, header + 1);
        StringBuilder changed = new StringBuilder(bytes);
        if (inHeader) {
            changed.replace(header, header + to.length(), to);
        }
        if (inDirectory) {
            changed.replace(directory, directory + to.length(), to);
        }
        return Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
    }
}
