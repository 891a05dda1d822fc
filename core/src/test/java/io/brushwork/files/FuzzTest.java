package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files damaged in all ways, by seed: each is read to the end or refused with a {@link ModelFormatException}, within a
 * bound of time and of allocated bytes. The seed of a failure is in its message and repeats it.
 */
class FuzzTest {
    private static final int CASES = 20_000;
    private static final long MAX_ALLOCATED = 4 << 20;
    private static final int MAX_SECONDS = 10;

    @TempDir
    Path folder;

    @FunctionalInterface
    private interface Case {
        byte[] bytes(SplittableRandom random) throws IOException;
    }

    @Test
    void safetensors() throws Exception {
        Path file = folder.resolve("seed");
        Numbers numbers = Numbers.floats(List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
        Safetensors.write(file, Map.of("weight", numbers, "bias", numbers), Map.of("format", "pt"));
        byte[] seed = Files.readAllBytes(file);
        run(random -> mutate(seed, random, 200));
    }

    @Test
    void torchZip() throws Exception {
        byte[] seed = Files.readAllBytes(TorchFileTest.GOLDEN.resolve("state_dict.pt"));
        byte[] lightning = Files.readAllBytes(TorchFileTest.GOLDEN.resolve("lightning.ckpt"));
        run(random -> mutate(random.nextBoolean() ? seed : lightning, random, Integer.MAX_VALUE));
    }

    @Test
    void torchLegacy() throws Exception {
        byte[] seed = Files.readAllBytes(TorchFileTest.GOLDEN.resolve("legacy.pt"));
        byte[] newer = Files.readAllBytes(TorchFileTest.GOLDEN.resolve("legacy-protocol4.pt"));
        run(random -> mutate(random.nextBoolean() ? seed : newer, random, Integer.MAX_VALUE));
    }

    /** The pickle alone, in a sound zip: damaged ones, and opcodes drawn at random that often fit together. */
    @Test
    void pickles() throws Exception {
        byte[] seed = new Pickle()
                .op(PickleOp.EMPTY_DICT, PickleOp.BINPUT, 0, PickleOp.MARK)
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op(PickleOp.MARK)
                .storage("FloatStorage", "0", 16)
                .op(PickleOp.BININT1, 0, PickleOp.BININT1, 4, PickleOp.BININT1, 4, PickleOp.TUPLE2)
                .op(PickleOp.BININT1, 4, PickleOp.BININT1, 1, PickleOp.TUPLE2, PickleOp.NEWFALSE)
                .global("collections", "OrderedDict")
                .op(PickleOp.EMPTY_TUPLE, PickleOp.REDUCE, PickleOp.TUPLE, PickleOp.REDUCE, PickleOp.BINPUT, 1)
                .op(PickleOp.SETITEMS)
                .stop();
        Path file = folder.resolve("pickle.pt");
        run(random -> {
            byte[] pickle = random.nextInt(3) > 0 ? mutate(seed, random, Integer.MAX_VALUE) : opcodes(random);
            return Files.readAllBytes(Pickle.zip(file, pickle, 64));
        });
    }

    private static byte[] opcodes(SplittableRandom random) {
        Pickle pickle = new Pickle();
        int[] simple = {
            '(', '0', '1', '2', 'N', 'R', 'a', 'b', 'd', '}', 'e', 'l', ']', 'o', 's', 't', ')', 'u', 'Q', 0x81, 0x85,
            0x86, 0x87, 0x88, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94
        };
        String[] globals = {"OrderedDict", "defaultdict", "Size", "_rebuild_tensor_v2", "_rebuild_parameter", "Other"};
        for (int i = random.nextInt(60); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> pickle.op(PickleOp.BINPUT, random.nextInt(4));
                case 1 -> pickle.op(PickleOp.BINGET, random.nextInt(4));
                case 2 -> pickle.op(PickleOp.BININT1, random.nextInt(4));
                case 3 -> pickle.text("0");
                case 4 -> {
                    int name = random.nextInt(globals.length);
                    pickle.global(name < 2 ? "collections" : name == 2 ? "torch" : "torch._utils", globals[name]);
                }
                case 5 -> pickle.storage("HalfStorage", "0", random.nextInt(40));
                default -> pickle.op(simple[random.nextInt(simple.length)]);
            }
        }
        return pickle.stop();
    }

    /** One to four changes among the first bytes. */
    private static byte[] mutate(byte[] seed, SplittableRandom random, int within) {
        byte[] bytes = seed.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes = change(bytes, random, Math.min(within, bytes.length));
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, SplittableRandom random, int within) {
        int at = random.nextInt(within);
        int count = Math.min(1 + random.nextInt(16), bytes.length - at);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> {
                byte edge = (byte) new int[] {0, 0x7f, 0x80, 0xff}[random.nextInt(4)];
                Arrays.fill(bytes, at, at + Math.min(count, 8), edge);
            }
            case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - count + 1), bytes, at, count);
            case 4 -> {
                return splice(bytes, at, 0, bytes, random.nextInt(bytes.length - count + 1), count);
            }
            case 5 -> {
                return splice(bytes, at, count, bytes, 0, 0);
            }
            default -> {
                return Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    /** Cuts some bytes out and puts others in. */
    private static byte[] splice(byte[] bytes, int at, int cut, byte[] from, int start, int count) {
        byte[] result = new byte[bytes.length - cut + count];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(from, start, result, at, count);
        System.arraycopy(bytes, at + cut, result, at + count, bytes.length - at - cut);
        return result;
    }

    private void run(Case cases) throws InterruptedException {
        AtomicInteger seed = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<String> refusals = new ArrayList<>();
        Thread worker = new Thread(() -> {
            try {
                for (; seed.get() < CASES; seed.incrementAndGet()) {
                    byte[] bytes = cases.bytes(new SplittableRandom(seed.get()));
                    String refusal = read(bytes);
                    if (!refusal.isEmpty()) {
                        refusals.add(refusal);
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        worker.setDaemon(true);
        worker.start();
        for (int before = -1; worker.isAlive() && before != seed.get(); ) {
            before = seed.get();
            worker.join(1000L * MAX_SECONDS);
        }
        if (worker.isAlive()) {
            fail("seed " + seed + " hangs at " + List.of(worker.getStackTrace()));
        }
        if (failure.get() != null) {
            throw new AssertionError("seed " + seed, failure.get());
        }
        // The changes reach both ends: some files are still sound, most are not.
        assertThat(refusals.size()).isBetween(CASES / 4, CASES - 20);
        assertThat(refusals)
                .allSatisfy(message -> assertThat(message)
                        .startsWith(folder.toString())
                        .hasSizeLessThan(4000)
                        .doesNotContain("\n"));
    }

    /** The message of the refusal; empty where the file was read. */
    private String read(byte[] bytes) throws IOException {
        Path file = folder.resolve("fuzzed");
        // Written over and cut, not made anew: file systems force a file to the disk that is emptied and filled.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        String refusal = "";
        try {
            Checkpoint.open(file).tensors().values().forEach(StoredTensor::elements);
        } catch (ModelFormatException e) {
            refusal = String.valueOf(e.getMessage());
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated > MAX_ALLOCATED) {
            throw new AssertionError("allocated " + allocated + " bytes for a file of " + bytes.length);
        }
        return refusal;
    }
}
