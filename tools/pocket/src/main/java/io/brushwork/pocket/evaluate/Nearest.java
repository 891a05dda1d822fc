package io.brushwork.pocket.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which subject a picture looks like: subjects are ordered by the distance of their nearest drawing.
 *
 * @param drawings features of real drawings, one row each
 * @param subjects what each of them shows
 */
public record Nearest(List<float[]> drawings, List<String> subjects) {
    public Nearest {
        drawings = List.copyOf(drawings);
        subjects = List.copyOf(subjects);
        if (drawings.size() != subjects.size()) {
            throw new IllegalArgumentException(
                    "subjects: expected " + drawings.size() + ", one for each drawing, got " + subjects.size());
        }
    }

    /** How often the right subject came first, among the first 10, and among the first 50; shares of all pictures. */
    public record Shares(double first, double first10, double first50) {}

    /**
     * @param pictures features of pictures
     * @param wanted the subject that each was to show
     */
    public Shares shares(List<float[]> pictures, List<String> wanted) {
        List<Integer> ranks = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            ranks.add(rank(pictures.get(i), wanted.get(i)));
        }
        return new Shares(share(ranks, 1), share(ranks, 10), share(ranks, 50));
    }

    private static double share(List<Integer> ranks, int most) {
        return (double) ranks.stream().filter(rank -> rank <= most).count() / ranks.size();
    }

    /** From 1; subjects at the same distance as the wanted one stand behind it. */
    int rank(float[] picture, String wanted) {
        Map<String, Double> nearest = new HashMap<>();
        for (int i = 0; i < subjects.size(); i++) {
            nearest.merge(subjects.get(i), distance(picture, drawings.get(i)), Math::min);
        }
        Double own = nearest.get(wanted);
        if (own == null) {
            throw new IllegalArgumentException("wanted: no drawing shows " + wanted);
        }
        return 1 + (int) nearest.values().stream().filter(other -> other < own).count();
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
