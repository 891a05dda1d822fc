package io.brushwork.catalog;

import io.brushwork.base.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** By what a model file is known, whatever its name: its SHA-256, and the short forms that A1111 writes. */
public final class FileHash {
    /** Digits of the hashes in an infotext. */
    private static final int SHORT = 10;

    private static final int OLD_START = 0x100000;
    private static final int OLD_LENGTH = 0x10000;
    private static final int OLD_SHORT = 8;

    private FileHash() {}

    /** The SHA-256 of the whole file, 64 hex digits. Reads it all: see {@link HashCache}. */
    public static String sha256(Path file) throws IOException {
        return Sha256.of(file);
    }

    /** The first 10 digits of a SHA-256, as in {@code Model hash: 6ce0161689}. */
    public static String shortHash(String sha256) {
        return sha256.substring(0, SHORT);
    }

    /**
     * The 8 digits that A1111 wrote before January 2023, from the 64 KiB that follow the first MiB. Files that differ
     * only elsewhere share it, and all files of less than 1 MiB do.
     */
    public static String oldHash(Path file) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(OLD_LENGTH);
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            in.position(OLD_START);
            while (part.hasRemaining() && in.read(part) >= 0) {}
        }
        return Sha256.of(part.flip()).substring(0, OLD_SHORT);
    }
}
