package io.brushwork.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writing a file so that a reader, a crash or a full disk never meets half of it: the bytes go to a temporary file in
 * the same folder, are forced to the disk, and take the name in one step.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the whole content of a file, from position 0 on. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes or replaces a file. When anything fails the temporary file is gone and what stood under the name before is
     * untouched. A symbolic link stays one: the file it points to is replaced.
     *
     * @throws IOException naming the file and the reason in one sentence
     */
    public static void write(Path file, Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": cannot be written: it is a folder");
        }
        if (!Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
            throw new IOException(file + ": cannot be written: its folder does not exist");
        }
        try {
            Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
            writeAndRename(target, content);
        } catch (FileSystemException e) {
            throw new IOException(file + ": cannot be written: " + reason(e), e);
        } catch (ModelFormatException e) {
            // Damage in a file that the content is copied from, which its message names.
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void writeAndRename(Path target, Content content) throws IOException {
        // Not Files.createTempFile: its files are readable by their owner only, and stay so when renamed.
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(target.resolveSibling(""));
    }

    /** Makes the new name itself last. Windows opens no folders; there the file system's journal does it. */
    private static void forceFolder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.toString() : e.getReason();
    }
}
