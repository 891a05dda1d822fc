package io.brushwork.dataset;

import io.brushwork.files.picture.Picture;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.PromptChunk;
import io.brushwork.text.PromptChunker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Collects a {@link DataReport}. */
final class DataSurvey {
    /**
     * Bits in which the hashes of look-alikes may differ, and grey levels by which their thumbnails may. The second tells
     * pictures of one shape and other colours apart.
     *
     * <p>Measured on 204 emoji (64x64) and 28 photographs and scans. Of copies compressed to JPEG of quality 0.5, halved,
     * enlarged by 1.7 or cut by 1% at each side, 884 of 928 are found; cut by 3%, 171 of 232; brighter by a tenth, 177 of
     * 232. Of 6,695,970 pairs of different emoji 566 are taken for look-alikes, nearly all people who differ in skin or
     * hair; of 378 pairs of different photographs 1, the same chessboard in grey and in colour.
     */
    private static final int NEAR_BITS = 8;

    private static final double NEAR_LEVELS = 12;

    /**
     * Variance of the Laplacian below which a picture may be blurred.
     *
     * <p>Measured on 18 photographs and scans at 400x400, none of them enlarged: all have 45 and more but one, of a smooth
     * cell under the microscope, which has 3. After a Gaussian blur of 2 pixels all have 21 or less, after one of 1.5 pixels
     * two in three less than 30. At 512x512 sharp ones have 65 and more, blurred by 2 pixels 20 or less; sharp emoji at
     * 64x64 have 56 and more, blurred by 2 pixels 21 in the median.
     */
    private static final double BLURRED = 30;

    /** Change of the ratio of width to height that is called a distortion. */
    private static final double DISTORTION = 1.1;

    private static final int MOST_TAGS = 30;
    private static final int[][] RATIOS = {
        {1, 1}, {5, 4}, {4, 3}, {3, 2}, {16, 9}, {2, 1}, {3, 1}, {4, 5}, {3, 4}, {2, 3}, {9, 16}, {1, 2}, {1, 3}
    };

    private final Preparation preparation;
    private final PromptChunker chunker;
    private final Map<String, Integer> sizes = new LinkedHashMap<>();
    private final Map<String, Integer> ratios = new LinkedHashMap<>();
    private final Map<String, List<String>> byContent = new LinkedHashMap<>();
    private final List<LookAlikes> lookAlikes = new ArrayList<>();
    private final List<DataReport.Blurred> blurred = new ArrayList<>();
    private final List<String> tooSmall = new ArrayList<>();
    private final List<String> distorted = new ArrayList<>();
    private final List<String> withoutCaption = new ArrayList<>();
    private final List<DataReport.LongCaption> longCaptions = new ArrayList<>();
    private final List<String> emphasised = new ArrayList<>();
    private final Map<String, String> invalidCaptions = new LinkedHashMap<>();
    private final Map<String, Integer> tags = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();

    /** Pictures that look like the first of them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record LookAlikes(long hash, byte[] thumbnail, List<String> names) {}

    DataSurvey(Preparation preparation, ClipTokenizer tokenizer) {
        this.preparation = preparation;
        this.chunker = new PromptChunker(tokenizer, ClipTokenizer.END, PromptChunker.DEFAULT_COMMA_BACKTRACK);
    }

    DataReport of(PictureFolder folder) throws IOException {
        notices.addAll(folder.notices());
        for (TrainingPicture picture : folder.pictures()) {
            size(picture);
            caption(picture);
            List<String> equal = byContent.computeIfAbsent(picture.sha256(), hash -> new ArrayList<>());
            equal.add(picture.name());
            if (equal.size() == 1) {
                Picture pixels = picture.pixels();
                look(picture.name(), pixels);
                sharpness(picture.name(), pixels);
            }
        }
        return new DataReport(
                folder.pictures().size(),
                (preparation.fit() == Fit.VARY ? "own size" : preparation.width() + "x" + preparation.height()) + ", "
                        + preparation.fit().label(),
                mostFrequent(sizes, Integer.MAX_VALUE),
                mostFrequent(ratios, Integer.MAX_VALUE),
                severals(byContent.values().stream()),
                severals(lookAlikes.stream().map(LookAlikes::names)),
                blurred,
                tooSmall,
                distorted,
                withoutCaption,
                longCaptions,
                emphasised,
                invalidCaptions,
                mostFrequent(tags, MOST_TAGS),
                folder.unreadable(),
                notices);
    }

    private void size(TrainingPicture picture) {
        PixelSize size = picture.size();
        count(sizes, size.toString());
        count(ratios, ratio(size));
        if (preparation.fit() == Fit.VARY) {
            preparation.notice(picture).ifPresent(notices::add);
            return;
        }
        Crop part = preparation.fit().part(size, new PixelSize(preparation.width(), preparation.height()));
        if (part.width() < preparation.width() || part.height() < preparation.height()) {
            tooSmall.add(picture.name());
        }
        double change = part.size().aspectRatio() * preparation.height() / preparation.width();
        if (Math.max(change, 1 / change) > DISTORTION) {
            distorted.add(picture.name());
        }
    }

    /** The usual ratio that is nearest by factor, as {@code 3:4}. */
    private static String ratio(PixelSize size) {
        int[] nearest = RATIOS[0];
        double least = Double.POSITIVE_INFINITY;
        for (int[] ratio : RATIOS) {
            double distance = Math.abs(Math.log(size.aspectRatio() * ratio[1] / ratio[0]));
            if (distance < least) {
                least = distance;
                nearest = ratio;
            }
        }
        return nearest[0] + ":" + nearest[1];
    }

    private void caption(TrainingPicture picture) {
        String caption = picture.caption();
        if (picture.lacksCaption()) {
            withoutCaption.add(picture.name());
        }
        if (hasBrackets(caption)) {
            emphasised.add(picture.name());
        }
        try {
            int tokens = chunker.chunk(caption, Emphasis.ORIGINAL).tokenCount();
            if (tokens > PromptChunk.CAPACITY) {
                longCaptions.add(new DataReport.LongCaption(picture.name(), tokens));
            }
        } catch (IllegalArgumentException e) {
            invalidCaptions.put(picture.name(), String.valueOf(e.getMessage()));
        }
        Set<String> own = new HashSet<>();
        for (String part : caption.split(",", -1)) {
            String tag = part.strip();
            if (!tag.isEmpty() && own.add(tag)) {
                count(tags, tag);
            }
        }
    }

    /** Brackets that are not written as \( and \). */
    private static boolean hasBrackets(String caption) {
        for (int i = 0; i < caption.length(); i++) {
            char c = caption.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(' || c == ')' || c == '[' || c == ']') {
                return true;
            }
        }
        return false;
    }

    private void look(String name, Picture pixels) {
        long hash = PictureMeasure.hash(pixels);
        byte[] thumbnail = PictureMeasure.thumbnail(pixels);
        for (LookAlikes group : lookAlikes) {
            if (Long.bitCount(group.hash ^ hash) <= NEAR_BITS
                    && PictureMeasure.difference(group.thumbnail, thumbnail) <= NEAR_LEVELS) {
                group.names.add(name);
                return;
            }
        }
        lookAlikes.add(new LookAlikes(hash, thumbnail, new ArrayList<>(List.of(name))));
    }

    private void sharpness(String name, Picture pixels) {
        double sharpness = PictureMeasure.sharpness(preparation.picture(pixels));
        if (sharpness < BLURRED) {
            blurred.add(new DataReport.Blurred(name, sharpness));
        }
    }

    private static void count(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static Map<String, Integer> mostFrequent(Map<String, Integer> counts, int most) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static List<List<String>> severals(Stream<List<String>> groups) {
        return groups.filter(group -> group.size() > 1).map(List::copyOf).toList();
    }
}
