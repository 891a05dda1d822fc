package io.brushwork.pocket.evaluate;

import io.brushwork.ModelOptions;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.pocket.data.Caption;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
import io.brushwork.pocket.data.Subject;
import io.brushwork.pocket.train.ContactSheet;
import io.brushwork.pocket.train.LearnRate;
import io.brushwork.pocket.train.Pixels;
import io.brushwork.pocket.train.Quality;
import io.brushwork.pocket.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Measures a model, or what a hypernetwork makes of it, on {@link AskedSubjects}. */
public final class Evaluation implements AutoCloseable {
    private static final int PIXELS_SIDE = 16;
    private static final int COLUMNS = 20;
    private static final int SHEET_ROWS = 8;

    private final DrawingList list;
    private final Path model;
    private final Path out;
    private final Settings settings;
    private final List<Subject> subjects;
    private final Autoencoder autoencoder;
    private final Consumer<String> report;

    /**
     * How pictures are drawn and told apart.
     *
     * @param cfgScale as in generation
     * @param classifier how the classifiers of styles learn
     * @param threads pictures that are drawn at once
     */
    public record Settings(double cfgScale, LearnRate classifier, int threads) {
        public Settings {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
            }
        }
    }

    /**
     * @param subjects that are drawn
     * @param out folder for contact sheets and classifiers
     * @param report told each line of the result
     */
    public Evaluation(
            DrawingList list, Path model, List<Subject> subjects, Path out, Settings settings, Consumer<String> report)
            throws IOException {
        this.list = list;
        this.model = model;
        this.subjects = List.copyOf(subjects);
        this.out = out;
        this.settings = settings;
        this.report = report;
        autoencoder = new Autoencoder(model);
    }

    /** How well the autoencoder gives back drawings that no training saw. */
    public void autoencoder() throws IOException {
        Quality quality =
                autoencoder.quality(Gallery.read(list, Drawing::measuresVae).pictures());
        report.accept("autoencoder\t" + quality);
    }

    /** How often the model draws what the prompt names. */
    public void base() throws IOException {
        List<Picture> pictures = draw(Side.of(model));
        sheet("base", List.of(pictures));
        retrieval("base", pictures, Gallery.read(list, Drawing::trainsBase));
    }

    /**
     * One way to draw in a style.
     *
     * @param name in the report
     * @param hypernetwork a file, or null for the model by itself
     */
    public record Side(String name, Path model, @Nullable Path hypernetwork, double strength) {
        /** A model by itself. */
        public static Side of(Path model) {
            return new Side(Hypernetwork.nameOf(model), model, null, 0);
        }

        /** A model with a hypernetwork. */
        public static Side of(Path model, Path hypernetwork, double strength) {
            return new Side(Hypernetwork.nameOf(hypernetwork) + " at " + strength, model, hypernetwork, strength);
        }
    }

    /**
     * How often pictures are in a style and still show what the prompt names.
     *
     * @param name of the contact sheet
     */
    public void style(String name, DrawingSet set, List<Side> sides) throws IOException {
        Gallery target = Gallery.read(list, drawing -> drawing.set() == set && isSubject(drawing));
        try (TrainingLoop classifier = classifier(set)) {
            accuracy(set, classifier);
            List<List<Picture>> rows = new ArrayList<>();
            for (Side side : sides) {
                List<Picture> pictures = draw(side);
                rows.add(pictures);
                report.accept(String.format(
                        Locale.ROOT,
                        "%s\tin style %.1f%%",
                        side.name(),
                        100 * StyleClassifier.share(classifier.averaged(), pictures)));
                retrieval(side.name(), pictures, target);
            }
            sheet(name, rows);
        }
    }

    private static boolean isSubject(Drawing drawing) {
        return drawing.part() == Part.TAUGHT || drawing.part() == Part.HELD_OUT;
    }

    private List<Picture> draw(Side side) throws IOException {
        ModelOptions options = ModelOptions.of(side.model());
        String tag = "";
        Path hypernetwork = side.hypernetwork();
        if (hypernetwork != null) {
            options = options.withHypernetworks(ModelFolder.of(ModelKind.HYPERNETWORK, hypernetwork));
            tag = " <hypernet:" + Hypernetwork.nameOf(hypernetwork) + ":" + side.strength() + ">";
        }
        List<String> prompts = new ArrayList<>();
        for (Subject subject : subjects) {
            prompts.add(Caption.plain(subject) + tag);
        }
        try (Painter painter = new Painter(options, settings.threads())) {
            return painter.draw(prompts, settings.cfgScale());
        }
    }

    private void retrieval(String name, List<Picture> pictures, Gallery gallery) {
        retrieval(name + "\tby latents", autoencoder.latents(), pictures, gallery);
        retrieval(name + "\tby pixels", Features.pixels(PIXELS_SIDE), pictures, gallery);
    }

    private void retrieval(String name, Features features, List<Picture> pictures, Gallery gallery) {
        List<String> wanted = subjects.stream().map(Subject::code).toList();
        Nearest.Shares shares = gallery.nearest(features).shares(features.of(pictures), wanted);
        report.accept(String.format(
                Locale.ROOT,
                "%s\tfirst %.1f%%\tfirst ten %.1f%%\tfirst fifty %.1f%%",
                name,
                100 * shares.first(),
                100 * shares.first10(),
                100 * shares.first50()));
    }

    /**
     * Learns the style from the real drawings of taught subjects, each as it is and as the autoencoder gives it back, so
     * that the blur which all pictures of a model have tells nothing.
     */
    private TrainingLoop classifier(DrawingSet set) throws IOException {
        List<Picture> others = taught(drawing -> DrawingSet.base().contains(drawing.set()));
        List<Picture> style = taught(drawing -> drawing.set() == set);
        LearnRate learnRate = settings.classifier();
        String learned =
                set.folder() + " " + StyleClassifier.NETWORK + " " + learnRate + " " + fingerprint(others, style);
        TrainingLoop.Plan plan = new TrainingLoop.Plan(
                learnRate, 0.99, StyleClassifier.SHARDS, 1, 200, Duration.ofDays(1), Duration.ofDays(1), learned);
        // What was learned from the same pictures is taken again: models with one autoencoder share a classifier.
        String name = "classifier-" + set.folder() + "-" + Integer.toHexString(learned.hashCode());
        TrainingLoop loop = new TrainingLoop(out.resolve(name), StyleClassifier.NETWORK.blueprint(), plan);
        if (loop.step() >= learnRate.steps()) {
            return loop;
        }
        try (Pixels first = Pixels.of(both(others));
                Pixels second = Pixels.of(both(style))) {
            loop.run(new StyleClassifier(loop.parameters(), first, second, 1), Long.MAX_VALUE, line -> {});
            return loop;
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    private String fingerprint(List<Picture> others, List<Picture> style) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            others.forEach(picture -> digest.update(picture.rgb()));
            style.forEach(picture -> digest.update(picture.rgb()));
            autoencoder.addTo(digest);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Picture> taught(Predicate<Drawing> of) throws IOException {
        return Gallery.read(list, of.and(drawing -> drawing.part() == Part.TAUGHT))
                .pictures();
    }

    private List<Picture> both(List<Picture> drawings) {
        List<Picture> pictures = new ArrayList<>(drawings);
        pictures.addAll(autoencoder.givenBack(drawings));
        return pictures;
    }

    private void accuracy(DrawingSet set, TrainingLoop classifier) throws IOException {
        Gallery style = Gallery.read(list, drawing -> drawing.set() == set && drawing.part() == Part.HELD_OUT);
        Gallery others = Gallery.read(
                list, drawing -> DrawingSet.base().contains(drawing.set()) && drawing.part() == Part.HELD_OUT);
        double real = accuracy(classifier, style.pictures(), others.pictures());
        double given =
                accuracy(classifier, autoencoder.givenBack(style.pictures()), autoencoder.givenBack(others.pictures()));
        report.accept(String.format(
                Locale.ROOT,
                "%s\tclassifier right about %.1f%% of held-out drawings, %.1f%% given back by the autoencoder",
                set.folder(),
                100 * real,
                100 * given));
    }

    /** Mean over both kinds. */
    private static double accuracy(TrainingLoop classifier, List<Picture> style, List<Picture> others) {
        return 0.5
                * (StyleClassifier.share(classifier.averaged(), style)
                        + 1
                        - StyleClassifier.share(classifier.averaged(), others));
    }

    /** A row for each kind of picture, in blocks, of the first subjects. */
    private void sheet(String name, List<List<Picture>> kinds) throws IOException {
        List<Picture> cells = new ArrayList<>();
        int shown = Math.min(subjects.size(), Math.max(1, SHEET_ROWS / kinds.size()) * COLUMNS);
        for (int start = 0; start + COLUMNS <= shown; start += COLUMNS) {
            for (List<Picture> kind : kinds) {
                cells.addAll(kind.subList(start, start + COLUMNS));
            }
        }
        if (!cells.isEmpty()) {
            ContactSheet.of(cells, COLUMNS).writePng(out.resolve(name + ".png"), Map.of());
        }
    }

    @Override
    public void close() {
        autoencoder.close();
    }
}
