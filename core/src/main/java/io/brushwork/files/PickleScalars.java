package io.brushwork.files;

import static io.brushwork.files.PickleOp.*;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The opcodes of a pickle that push one number, text or constant. */
final class PickleScalars {
    private static final int LONGEST_NUMBER = 1_000;
    private static final InertObject BIG_INT = new InertObject("builtins.int");
    private static final InertObject BYTES = new InertObject("builtins.bytes");

    private final ByteReader in;

    PickleScalars(ByteReader in) {
        this.in = in;
    }

    boolean isScalar(int op) {
        return switch (op) {
            case NONE, NEWTRUE, NEWFALSE, INT, BININT, BININT1, BININT2, LONG, LONG1, LONG4, FLOAT, BINFLOAT -> true;
            case STRING, BINSTRING, SHORT_BINSTRING, UNICODE, BINUNICODE, SHORT_BINUNICODE, BINUNICODE8 -> true;
            case BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8 -> true;
            default -> false;
        };
    }

    @Nullable
    Object read(int op) throws IOException {
        return switch (op) {
            case NONE -> null;
            case NEWTRUE -> true;
            case NEWFALSE -> false;
            case BININT -> (long) in.i32();
            case BININT1 -> (long) in.u8();
            case BININT2 -> (long) in.u16();
            case LONG1 -> littleEndian(in.u8());
            case LONG4 -> littleEndian(in.u32());
            case BINFLOAT -> Double.longBitsToDouble(Long.reverseBytes(in.i64()));
            case INT, LONG, FLOAT -> textNumber(op);
            case STRING -> quoted(in.line(Integer.MAX_VALUE));
            case UNICODE -> unescape(utf8(in.line(Integer.MAX_VALUE)), false);
            case BINSTRING -> bytesAsText(in.bytes(in.u32()));
            case SHORT_BINSTRING -> bytesAsText(in.bytes(in.u8()));
            case BINUNICODE -> in.utf8(in.u32());
            case SHORT_BINUNICODE -> in.utf8(in.u8());
            case BINUNICODE8 -> in.utf8(in.i64());
            case BINBYTES -> bytes(in.u32());
            case SHORT_BINBYTES -> bytes(in.u8());
            case BINBYTES8, BYTEARRAY8 -> bytes(in.i64());
            default -> throw new IllegalArgumentException("op: expected a scalar, got " + op);
        };
    }

    /** A whole number as decimal text, of at most 64 bits. */
    long decimal(byte[] digits) throws ModelFormatException {
        String text = utf8(digits);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed("'" + text + "' is not a whole number");
        }
    }

    String utf8(byte[] bytes) throws ModelFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a text is not UTF-8");
        }
    }

    /** A value that may be a key. Containers may not: a list inside itself would have no hash. */
    static Object key(Path file, long at, @Nullable Object value) throws ModelFormatException {
        boolean tooLong = value instanceof String text && text.length() > PickleReader.MAX_NAME;
        if ((value instanceof String && !tooLong)
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof InertObject) {
            return value;
        }
        throw new ModelFormatException(
                file,
                at,
                "a dictionary key is neither a number nor a text of at most " + PickleReader.MAX_NAME + " characters");
    }

    private Object littleEndian(long length) throws IOException {
        if (length > 8) {
            in.skip(length);
            return BIG_INT;
        }
        byte[] bytes = in.bytes(length);
        long value = length > 0 && bytes[bytes.length - 1] < 0 ? -1 : 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    private Object textNumber(int op) throws IOException {
        String text = utf8(in.line(LONGEST_NUMBER));
        try {
            if (op == FLOAT) {
                return switch (text) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    case "nan" -> Double.NaN;
                    default -> Double.parseDouble(text);
                };
            }
            // Protocol 1 and older have no booleans of their own.
            if (op == INT && (text.equals("00") || text.equals("01"))) {
                return text.equals("01");
            }
            BigInteger value =
                    new BigInteger(op == LONG && text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
            return value.bitLength() < 64 ? (Object) value.longValue() : BIG_INT;
        } catch (NumberFormatException e) {
            throw malformed("a number cannot be read");
        }
    }

    private InertObject bytes(long length) throws IOException {
        in.skip(length);
        return BYTES;
    }

    /** Python 2's texts are bytes: UTF-8 where they can be, else one character per byte. */
    private static String bytesAsText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private String quoted(byte[] line) throws ModelFormatException {
        String text = bytesAsText(line);
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != text.charAt(last) || "'\"".indexOf(text.charAt(0)) < 0) {
            throw malformed("a text is not in quotes");
        }
        return unescape(text.substring(1, last), true);
    }

    /**
     * Takes Python's backslash escapes back.
     *
     * @param all those of a string literal; else only {@code \\u} and {@code \\U}, and other backslashes stay
     */
    private String unescape(String text, boolean all) throws ModelFormatException {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(i + 1);
            int digits = kind == 'U' && !all ? 8 : kind == 'u' && !all ? 4 : kind == 'x' && all ? 2 : 0;
            if (digits > 0) {
                out.appendCodePoint(hex(text, i + 2, digits));
                i += 1 + digits;
            } else if (all) {
                out.append(escaped(kind));
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private int hex(String text, int from, int digits) throws ModelFormatException {
        try {
            int value = Integer.parseInt(text.substring(from, from + digits), 16);
            if (Character.isValidCodePoint(value)) {
                return value;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // Falls through: the same fault as a number that is no character.
        }
        throw malformed("a text has a damaged escape");
    }

    private char escaped(char kind) throws ModelFormatException {
        return switch (kind) {
            case '\\', '\'', '"' -> kind;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw malformed("a text has a damaged escape");
        };
    }

    private ModelFormatException malformed(String reason) {
        return new ModelFormatException(in.file(), in.position(), reason);
    }
}
