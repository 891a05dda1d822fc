package io.brushwork.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashTest {
    /** The example of FIPS 180-4. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private Path abc() throws IOException {
        return Files.write(folder.resolve("abc.pt"), "abc".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void sha256IsThatOfTheStandard() throws IOException {
        assertThat(FileHash.sha256(abc())).isEqualTo(ABC);
        assertThat(FileHash.shortHash(ABC)).isEqualTo("ba7816bf8f");
    }

    /** Expected value: Python's hashlib over bytes i * 7 mod 251 from 0x100000 on, 0x10000 of them. */
    @Test
    void oldHashIsOfThe64KiBAfterTheFirstMiB() throws IOException {
        byte[] bytes = new byte[0x120000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 % 251);
        }
        assertThat(FileHash.oldHash(Files.write(folder.resolve("big.ckpt"), bytes)))
                .isEqualTo("b45bed65");
        assertThat(FileHash.oldHash(abc())).isEqualTo("e3b0c442"); // the hash of nothing
    }

    @Test
    void cacheKeepsAHashAsLongAsTheFileIsUnchanged() throws IOException {
        Path cache = folder.resolve("cache/hashes.json");
        Path file = abc();
        assertThat(new HashCache(cache).sha256(file)).isEqualTo(ABC);
        FileTime time = Files.getLastModifiedTime(file);

        // Same size and time: the cache cannot see the change, which shows that it did not read.
        Files.writeString(file, "abd");
        Files.setLastModifiedTime(file, time);
        assertThat(new HashCache(cache).sha256(file)).isEqualTo(ABC);

        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1)));
        assertThat(new HashCache(cache).sha256(file))
                .isEqualTo(FileHash.sha256(file))
                .isNotEqualTo(ABC);
    }

    @Test
    void aDamagedCacheIsWrittenAnew() throws IOException {
        Path cache = folder.resolve("hashes.json");
        String key = abc().toRealPath().toString();
        for (String damaged : new String[] {
            "", "{", "null", "[]", "{\"" + key + "\":null}", "{\"" + key + "\":{\"size\":3}}", "{\"" + key + "\":7}"
        }) {
            Files.writeString(cache, damaged);
            assertThat(new HashCache(cache).sha256(abc())).as(damaged).isEqualTo(ABC);
            assertThat(Files.readString(cache)).as(damaged).contains(ABC);
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsOnlySlow() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        assertThat(new HashCache(inTheWay.resolve("hashes.json")).sha256(abc())).isEqualTo(ABC);
    }
}
