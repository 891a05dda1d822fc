package io.brushwork.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
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
        MessageDigest digest = digest();
        digest.update(part.flip());
        return HexFormat.of().formatHex(digest.digest()).substring(0, OLD_SHORT);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
