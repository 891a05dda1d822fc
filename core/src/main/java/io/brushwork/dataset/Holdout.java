package io.brushwork.dataset;

import io.brushwork.base.Check;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Pictures that are never trained on, so that the loss on them tells whether the network learns or only remembers.
 *
 * <p>Those with the smallest content hashes are held out: names, order and captions do not matter, and one picture more
 * in the folder moves at most one picture out of the held-out ones and one into them. Files of equal content stay together.
 *
 * @param training indexes of the pictures to train on, ascending, at least one
 * @param heldOut indexes of the others, ascending
 * @param notices sentences where it could not be done as asked
 */
public record Holdout(List<Integer> training, List<Integer> heldOut, List<String> notices) {
    /** One in ten. */
    public static final double DEFAULT_SHARE = 0.1;

    public Holdout {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        notices = List.copyOf(notices);
    }

    /**
     * Chooses.
     *
     * @param share of the pictures that is held out, rounded down, but at least one picture; 0 for none; at most 0.5
     */
    public static Holdout of(List<TrainingPicture> pictures, double share) {
        Check.that(!pictures.isEmpty(), "pictures", "at least one to train on", 0);
        Check.that(share >= 0 && share <= 0.5, "holdout", "0 to 0.5", share);
        List<String> sorted = pictures.stream()
                .map(TrainingPicture::sha256)
                .distinct()
                .sorted()
                .toList();
        if (share == 0) {
            return split(pictures, Set.of(), List.of());
        }
        if (sorted.size() == 1) {
            return split(
                    pictures,
                    Set.of(),
                    List.of(
                            "There is only one picture, so none is held out: nothing will show whether the network learns"
                                    + " more than that picture."));
        }
        int count = (int) Math.max(1, Math.floor(sorted.size() * share));
        return split(pictures, new LinkedHashSet<>(sorted.subList(0, count)), List.of());
    }

    private static Holdout split(List<TrainingPicture> pictures, Set<String> hashes, List<String> notices) {
        List<Integer> training = new ArrayList<>();
        List<Integer> heldOut = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            (hashes.contains(pictures.get(i).sha256()) ? heldOut : training).add(i);
        }
        return new Holdout(training, heldOut, notices);
    }
}
