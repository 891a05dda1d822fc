package io.brushwork.training.log;

import io.brushwork.base.PythonNumber;
import io.brushwork.files.AtomicFile;
import io.brushwork.files.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The loss of each step, as A1111's {@code hypernetwork_loss.csv} has it: {@code step,epoch,epoch_step,loss,learn_rate}, the loss with seven
 * decimals, the rate as Python prints it, lines ended by CR LF as Python's {@code csv} does. Steps are counted from 1, epochs
 * and their steps from 0.
 *
 * <p>Each row is one write, so that other programs can read along. When a run is resumed, rows behind the resumed step and
 * a last line that a crash has cut are taken off first, so that the file becomes that of a run that was never stopped.
 */
public final class LossLog implements Closeable {
    private static final String HEADER = "step,epoch,epoch_step,loss,learn_rate";
    private static final String END = "\r\n";
    /** The longest row has 110 characters. */
    private static final int LONGEST = 256;

    private final FileChannel file;
    private final long stepsPerEpoch;

    private LossLog(FileChannel file, long stepsPerEpoch) {
        this.file = file;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /**
     * Opens the log of a run, or begins one.
     *
     * @param step steps that the network has: rows of later ones are taken off
     * @param stepsPerEpoch updates for which each picture is used once, 1 or more
     * @throws IOException also where the file is there and is no such log; it is left as it is
     */
    public static LossLog open(Path path, long step, long stepsPerEpoch) throws IOException {
        if (stepsPerEpoch < 1) {
            throw new IllegalArgumentException("steps of an epoch: expected 1 or more, got " + stepsPerEpoch);
        }
        if (Files.exists(path)) {
            cut(path, goodBytes(path, step));
        }
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        LossLog log = new LossLog(file, stepsPerEpoch);
        try {
            if (file.size() == 0) {
                log.line(HEADER);
            }
            return log;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * @param step that was done, 1 for the network's first
     * @param loss of this step alone, finite
     */
    public void write(long step, double loss, double learnRate) throws IOException {
        if (step < 1) {
            throw new IllegalArgumentException("step: expected 1 or more, got " + step);
        }
        if (!Double.isFinite(loss) || !Double.isFinite(learnRate)) {
            throw new IllegalArgumentException(
                    "loss and rate: expected finite numbers, got " + loss + " and " + learnRate);
        }
        line(String.format(
                Locale.ROOT,
                "%d,%d,%d,%.7f,%s",
                step,
                (step - 1) / stepsPerEpoch,
                (step - 1) % stepsPerEpoch,
                loss,
                PythonNumber.text(learnRate)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void line(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text + END).getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** The length of the file up to the first row of a later step, or up to a last line without an end. */
    private static long goodBytes(Path path, long step) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            long good = 0;
            for (String line = line(in, path, good); !line.isEmpty(); line = line(in, path, good)) {
                if (good == 0 ? !line.strip().equals(HEADER) : !isRow(line.strip())) {
                    throw new ModelFormatException(
                            path,
                            good,
                            "expected " + (good == 0 ? HEADER : "a row of " + HEADER) + ", found \"" + line.strip()
                                    + "\"");
                }
                if (good > 0 && Long.parseLong(line.substring(0, line.indexOf(','))) > step) {
                    return good;
                }
                good += line.length();
            }
            return good;
        }
    }

    private static boolean isRow(String line) {
        return line.matches("\\d{1,18},\\d{1,18},\\d{1,18},-?\\d+\\.\\d{7},[-+.e0-9]+");
    }

    /** The next line with its end; empty at the end of the file, and for a line that has no end. */
    private static String line(InputStream in, Path path, long offset) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.append((char) next);
            if (next == '\n') {
                return line.toString();
            }
            if (line.length() > LONGEST) {
                throw new ModelFormatException(path, offset, "expected a line of at most " + LONGEST + " characters");
            }
        }
        return "";
    }

    private static void cut(Path path, long bytes) throws IOException {
        if (bytes == Files.size(path)) {
            return;
        }
        try (FileChannel old = FileChannel.open(path, StandardOpenOption.READ)) {
            AtomicFile.write(path, channel -> {
                for (long done = 0; done < bytes; ) {
                    done += old.transferTo(done, bytes - done, channel);
                }
            });
        }
    }
}
