package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a torch zip and where their bytes lie. Entries must be stored, not compressed, so that their bytes can
 * be mapped and no file is larger inside than outside; {@code java.util.zip} does not tell where they lie.
 *
 * <p>Source: PKWARE's APPNOTE.TXT 6.3 and PyTorch's {@code caffe2/serialize/inline_container.cc}.
 */
final class TorchZip {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCAL_BYTES = 30;
    private static final int END_BYTES = 22;
    private static final int LOCATOR64_BYTES = 20;
    private static final long IN_EXTRA = 0xffffffffL;
    /** A checkpoint of Stable Diffusion 1.5 with its moving averages has about 1,900. */
    private static final int MAX_ENTRIES = 100_000;

    /** A1111's rule for names, and what newer PyTorch adds: names that begin with a dot. */
    private static final Pattern NAME =
            Pattern.compile("([^/\\\\]+)/(data\\.pkl|data/[0-9]+|version|byteorder|\\.[A-Za-z0-9_]+(/[A-Za-z0-9_]+)?)");

    /** Where an entry's bytes lie in the file. */
    record Entry(long offset, long size) {}

    private record Listed(String name, int flags, int method, long size, long header) {}

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new HashMap<>();

    private TorchZip(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Reads the central directory and checks every entry. */
    static TorchZip open(Path file, FileChannel channel) throws IOException {
        TorchZip zip = new TorchZip(file, channel);
        Map<String, Listed> listed = zip.directory();
        String pickle = listed.keySet().stream()
                .filter(name -> name.endsWith("/data.pkl"))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(
                        file, "is a zip archive, but not a model of PyTorch: it has no data.pkl"));
        String stem = pickle.substring(0, pickle.length() - "data.pkl".length());
        for (Listed entry : listed.values()) {
            zip.add(entry, stem);
        }
        return zip;
    }

    /** The entry of that name behind the archive's stem, or null. */
    @Nullable
    Entry entry(String name) {
        return entries.get(name);
    }

    private void add(Listed entry, String stem) throws IOException {
        if (entry.name().endsWith("/constants.pkl") || entry.name().contains("/code/")) {
            throw new ModelFormatException(file, "is a TorchScript program, not a model's weights");
        }
        if (!entry.name().startsWith(stem) || !NAME.matcher(entry.name()).matches()) {
            throw malformed(entry.header(), "entry '" + shorten(entry.name()) + "' does not belong into a torch zip");
        }
        if (entry.method() != 0) {
            throw malformed(entry.header(), "entry '" + entry.name() + "' is compressed; PyTorch only stores");
        }
        if ((entry.flags() & 1) != 0) {
            throw malformed(entry.header(), "entry '" + entry.name() + "' is encrypted");
        }
        entries.put(entry.name().substring(stem.length()), new Entry(dataOffset(entry), entry.size()));
    }

    /** The offset of an entry's bytes, after its local header, which must name the same entry. */
    private long dataOffset(Listed entry) throws IOException {
        ByteReader in = new ByteReader(file, channel, entry.header(), channel.size());
        if (in.i32() != LOCAL) {
            throw malformed(entry.header(), "entry '" + entry.name() + "' has no header there");
        }
        in.skip(LOCAL_BYTES - 8);
        int nameLength = in.u16();
        int extraLength = in.u16();
        if (!entry.name().equals(name(in, nameLength))) {
            throw malformed(entry.header(), "entry '" + entry.name() + "' has another name in its own header");
        }
        in.skip(extraLength);
        if (entry.size() > in.remaining()) {
            throw malformed(entry.header(), "entry '" + entry.name() + "' reaches beyond the end of the file");
        }
        return in.position();
    }

    private Map<String, Listed> directory() throws IOException {
        long end = endRecord();
        ByteReader in = new ByteReader(file, channel, end + 8, channel.size());
        in.u16();
        long count = in.u16();
        long size = in.u32();
        long start = in.u32();
        if (count == 0xffff || size == IN_EXTRA || start == IN_EXTRA) {
            in = end64(end);
            count = in.i64();
            size = in.i64();
            start = in.i64();
        }
        if (start < 0 || size < 0 || start > end || size > end - start) {
            throw malformed(end, "the archive's directory reaches beyond the end of the file");
        }
        if (count < 0 || count > MAX_ENTRIES) {
            throw malformed(end, "the archive has more than " + MAX_ENTRIES + " entries");
        }
        ByteReader directory = new ByteReader(file, channel, start, start + size);
        Map<String, Listed> listed = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long at = directory.position();
            Listed entry = listed(directory);
            if (listed.put(entry.name(), entry) != null) {
                throw malformed(at, "entry '" + shorten(entry.name()) + "' is there twice");
            }
        }
        return listed;
    }

    /** The offset of the end record: the last whose comment ends with the file. */
    private long endRecord() throws IOException {
        long size = channel.size();
        long start = Math.max(0, size - END_BYTES - 0xffff);
        ByteBuffer tail = ByteBuffer.wrap(new ByteReader(file, channel, start, size).bytes(size - start))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.capacity() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                int comment = tail.getShort(at + END_BYTES - 2) & 0xffff;
                if (at + END_BYTES + comment == tail.capacity()) {
                    return start + at;
                }
            }
        }
        throw malformed(size, "the file is truncated: the archive's directory, which stands at its end, is missing");
    }

    /** A reader at the number of entries in the 64-bit end record. */
    private ByteReader end64(long end) throws IOException {
        ByteReader locator = new ByteReader(file, channel, Math.max(0, end - LOCATOR64_BYTES), end);
        if (locator.remaining() < LOCATOR64_BYTES || locator.i32() != LOCATOR64) {
            throw malformed(end, "the archive has no 64-bit directory where it should");
        }
        locator.skip(4);
        long at = locator.i64();
        if (at < 0 || at > end) {
            throw malformed(end, "the archive has no 64-bit directory where it should");
        }
        ByteReader in = new ByteReader(file, channel, at, end);
        if (in.i32() != END64) {
            throw malformed(at, "the archive has no 64-bit directory where it should");
        }
        in.skip(28);
        return in;
    }

    private Listed listed(ByteReader in) throws IOException {
        long at = in.position();
        if (in.i32() != CENTRAL) {
            throw malformed(at, "the archive's directory is damaged");
        }
        in.skip(4);
        int flags = in.u16();
        int method = in.u16();
        in.skip(8);
        long compressed = in.u32();
        long size = in.u32();
        int nameLength = in.u16();
        int extraLength = in.u16();
        int commentLength = in.u16();
        in.skip(8);
        long header = in.u32();
        String name = name(in, nameLength);
        long extraAt = in.position();
        in.skip(extraLength + commentLength);
        if (size == IN_EXTRA || compressed == IN_EXTRA || header == IN_EXTRA) {
            ByteReader wide = wideFields(new ByteReader(file, channel, extraAt, extraAt + extraLength));
            size = size == IN_EXTRA ? wide.i64() : size;
            compressed = compressed == IN_EXTRA ? wide.i64() : compressed;
            header = header == IN_EXTRA ? wide.i64() : header;
        }
        if (header < 0 || header > at || size < 0 || (method == 0 && compressed != size)) {
            throw malformed(at, "entry '" + shorten(name) + "' has an impossible size or place");
        }
        return new Listed(name, flags, method, size, header);
    }

    /** The extra fields at the content of the one that holds 64-bit sizes. */
    private ByteReader wideFields(ByteReader extra) throws IOException {
        long at = extra.position();
        while (extra.remaining() >= 4) {
            int id = extra.u16();
            int length = extra.u16();
            if (id == 1) {
                return extra;
            }
            extra.skip(length);
        }
        throw malformed(at, "an entry of the archive has no 64-bit size where it should");
    }

    private static String name(ByteReader in, int length) throws IOException {
        return new String(in.bytes(length), StandardCharsets.UTF_8);
    }

    private static String shorten(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }

    private ModelFormatException malformed(long at, String reason) {
        return new ModelFormatException(file, at, reason);
    }
}
