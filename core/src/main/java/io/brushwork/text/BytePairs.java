package io.brushwork.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding with CLIP's vocabulary (Sennrich et al., 2016; Radford et al., 2021).
 *
 * <p>The 49408 tokens are: 256 bytes, the same 256 as the end of a word, one for each merge of two tokens, and the marks
 * of start and end. A merge's rank in the file is its token's number less 512.
 */
final class BytePairs {
    /** Marks the end of a word in the merges file. */
    private static final String WORD_END = "</w>";

    private static final int BYTES = 256;

    /** Token number by the byte's value; the same number plus 256 for a byte that ends a word. */
    private final int[] tokenOfByte = new int[BYTES];
    /** The token that two neighbours merge to, by both their numbers. */
    private final Map<Long, Integer> merges = new HashMap<>();
    /** What each token stands for, with the file's letters for bytes, and the end of word. */
    private final List<String> spellings = new ArrayList<>();

    private final Map<Character, Byte> byteOfLetter = new HashMap<>();

    BytePairs() {
        String letters = letters();
        for (int token = 0; token < BYTES; token++) {
            spellings.add(letters.substring(token, token + 1));
        }
        for (int token = 0; token < BYTES; token++) {
            spellings.add(letters.charAt(token) + WORD_END);
        }
        Map<String, Integer> tokens = new HashMap<>();
        for (int token = 0; token < spellings.size(); token++) {
            tokens.put(spellings.get(token), token);
        }
        for (String line : mergesFile()) {
            int space = line.indexOf(' ');
            int left = number(tokens, line.substring(0, space));
            int right = number(tokens, line.substring(space + 1));
            merges.put(pair(left, right), spellings.size());
            tokens.put(spellings.get(left) + spellings.get(right), spellings.size());
            spellings.add(spellings.get(left) + spellings.get(right));
        }
    }

    /**
     * The letters that stand for bytes, in the order of their tokens: printable Latin-1 characters for themselves, then
     * U+0100 and on for the other bytes in ascending order.
     */
    private String letters() {
        StringBuilder letters = new StringBuilder();
        StringBuilder others = new StringBuilder();
        for (int b = 0; b < BYTES; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            char letter = printable ? (char) b : (char) (0x100 + others.length());
            (printable ? letters : others).append(letter);
            byteOfLetter.put(letter, (byte) b);
        }
        letters.append(others);
        for (int token = 0; token < BYTES; token++) {
            tokenOfByte[Byte.toUnsignedInt(letterByte(letters.charAt(token)))] = token;
        }
        return letters.toString();
    }

    private byte letterByte(char letter) {
        Byte b = byteOfLetter.get(letter);
        if (b == null) {
            throw new IllegalStateException("clip_merges.txt.gz: no byte for " + letter);
        }
        return b;
    }

    private static int number(Map<String, Integer> tokens, String spelling) {
        Integer token = tokens.get(spelling);
        if (token == null) {
            throw new IllegalStateException("clip_merges.txt.gz: \"" + spelling + "\" is used before it is merged");
        }
        return token;
    }

    private static List<String> mergesFile() {
        try (InputStream in = BytePairs.class.getResourceAsStream("clip_merges.txt.gz")) {
            if (in == null) {
                throw new IllegalStateException("clip_merges.txt.gz: missing from the library's jar");
            }
            return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1) // its version
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /** How many tokens there are, the two marks not counted. */
    int size() {
        return spellings.size();
    }

    /** Appends the tokens of one word, given as UTF-8. Time grows as n log n, so a huge word does no harm. */
    void encode(byte[] word, List<Integer> out) {
        new Word(word).encode(out);
    }

    /** The bytes that tokens stand for as text; a word's end becomes a space. */
    String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            String spelling = spellings.get(token);
            boolean end = spelling.endsWith(WORD_END);
            int length = spelling.length() - (end ? WORD_END.length() : 0);
            for (int i = 0; i < length; i++) {
                bytes.write(letterByte(spelling.charAt(i)));
            }
            if (end) {
                bytes.write(' ');
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A word while its tokens merge: a linked list in arrays, and the merges that are possible, best first. */
    private final class Word {
        private final int[] tokens;
        private final int[] next;
        private final int[] previous;
        /**
         * Merged token and position in one number: lowest rank first, then leftmost. A merge can only make pairs of higher
         * rank than its own, so taking pairs singly gives what merging all of one rank at once gives.
         */
        private final PriorityQueue<Long> possible = new PriorityQueue<>();

        Word(byte[] word) {
            int n = word.length;
            tokens = new int[n];
            next = new int[n];
            previous = new int[n];
            for (int i = 0; i < n; i++) {
                tokens[i] = tokenOfByte[Byte.toUnsignedInt(word[i])] + (i == n - 1 ? BYTES : 0);
                next[i] = i + 1;
                previous[i] = i - 1;
            }
            for (int i = 0; i < n; i++) {
                offer(i);
            }
        }

        private @Nullable Integer mergedAt(int i) {
            return next[i] == tokens.length ? null : merges.get(pair(tokens[i], tokens[next[i]]));
        }

        private void offer(int i) {
            Integer merged = mergedAt(i);
            if (merged != null) {
                possible.add(pair(merged, i));
            }
        }

        void encode(List<Integer> out) {
            while (!possible.isEmpty()) {
                long best = possible.remove();
                int i = (int) best;
                int merged = (int) (best >>> 32);
                Integer now = tokens[i] < 0 ? null : mergedAt(i);
                // The neighbours may have merged with others since.
                if (now != null && now == merged) {
                    merge(i, merged);
                }
            }
            for (int i = 0; i < tokens.length; i = next[i]) {
                out.add(tokens[i]);
            }
        }

        private void merge(int i, int merged) {
            int gone = next[i];
            tokens[i] = merged;
            tokens[gone] = -1;
            next[i] = next[gone];
            if (next[i] < tokens.length) {
                previous[next[i]] = i;
            }
            offer(i);
            if (previous[i] >= 0) {
                offer(previous[i]);
            }
        }
    }
}
