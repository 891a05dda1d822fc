package io.brushwork.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.StableDiffusion;
import io.brushwork.base.MachineMemory;
import io.brushwork.base.OptionException;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.dataset.BatchOrder;
import io.brushwork.dataset.CaptionTemplate;
import io.brushwork.dataset.DataCache;
import io.brushwork.dataset.DataReport;
import io.brushwork.dataset.Holdout;
import io.brushwork.dataset.PictureFolder;
import io.brushwork.dataset.Preparation;
import io.brushwork.dataset.TagOptions;
import io.brushwork.files.AtomicFile;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.WidthFit;
import io.brushwork.job.JobListener;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.Padding;
import io.brushwork.sampling.Seeds;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.JobThreads;
import io.brushwork.tensor.LibTorch;
import io.brushwork.training.TrainingData.EncodedPicture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Trains a hypernetwork on a folder of pictures.
 *
 * <pre>{@code
 * TrainingOptions options = TrainingOptions.of(Path.of("oil.pt"), Path.of("model.safetensors"), Path.of("pictures"))
 *         .optimization(o -> o.learnRate("5e-5:100, 5e-6:1500").steps(1500).batchSize(4));
 * TrainingResult result = HypernetworkTrainer.train(options, JobListener.NONE);
 * }</pre>
 *
 * <p>The file that is trained is replaced once, when the run ends well. TrainingCheckpoints, logs and previews go to the run's folder,
 * and a run that was ended, by whatever means, goes on from its last copy to the same result, bit for bit.
 */
public final class HypernetworkTrainer {
    private final TrainingOptions options;
    private final RunFolder run;
    private final RememberingListener listener;
    private final List<String> notices;

    private HypernetworkTrainer(
            TrainingOptions options, RunFolder run, RememberingListener listener, List<String> notices) {
        this.options = options;
        this.run = run;
        this.listener = listener;
        this.notices = notices;
    }

    /** Begins a run to which nobody listens. */
    public static TrainingResult train(TrainingOptions options) throws IOException {
        return train(options, JobListener.NONE);
    }

    /**
     * Begins a run.
     *
     * @throws IllegalArgumentException where the options cannot be met
     * @throws IOException where a file cannot be read or written, or another run trains this network
     * @throws DivergedException where the run went wrong too often
     */
    public static TrainingResult train(TrainingOptions options, JobListener listener) throws IOException {
        LibTorch.load();
        Path file = options.hypernetwork();
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such hypernetwork");
        }
        try (RunLock lock = RunLock.of(file)) {
            checkSchedules(options);
            Prepared prepared =
                    Prepared.read(options.withSeed(Seeds.chosen(options.seed(), new SecureRandom())), file, listener);
            TrainingOptions settled = prepared.options();
            RunFolder run = RunFolder.create(
                    settled.saving().runs(), settled.name(), LocalDateTime.now(ZoneId.systemDefault()));
            TrainingSettings.write(run.settings(), settled);
            write(run.fingerprint(), prepared.fingerprint().json());
            return new HypernetworkTrainer(settled, run, prepared.hearing(), prepared.notices()).run(prepared, null);
        }
    }

    /**
     * Goes on with a run from its last copy.
     *
     * @param options as they are to be from now on: {@link TrainingSettings} of the run, with changes. What they leave open
     *     stays what the run recorded. A new rate holds from the next step on
     * @param acceptDataChange whether pictures, captions, their template and the model may have changed since the run
     *     began
     * @throws OptionException where they have and may not, naming them
     */
    public static TrainingResult resume(
            RunFolder run, TrainingOptions options, boolean acceptDataChange, JobListener listener) throws IOException {
        LibTorch.load();
        try (RunLock lock = RunLock.of(options.hypernetwork())) {
            TrainingCheckpoints copies = new TrainingCheckpoints(run.copies(), options.name());
            TrainingCheckpoints.Copy copy = copies.wholeUpTo(Long.MAX_VALUE).stream()
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException(run.path() + ": holds no whole copy to go on from; begin a new run"));
            TrainingOptions recorded = recorded(run, options);
            Prepared prepared = Prepared.read(options.following(recorded), copy.network(), listener);
            RunFingerprint now = prepared.fingerprint();
            List<String> changes = now.changesSince(RunFingerprint.ofJson(Files.readString(run.fingerprint())));
            if (!changes.isEmpty() && !acceptDataChange) {
                throw new OptionException(
                        "acceptDataChange",
                        "all to be as it was when the run began, or this to be set",
                        String.join(" ", changes));
            }
            TrainingOptions same = prepared.options();
            if (same.seed() != options.seed()) {
                prepared.hearing().notice("a run keeps its seed, " + same.seed());
            }
            boolean newRate = !recorded.optimization()
                    .learnRate()
                    .equals(options.optimization().learnRate());
            HypernetworkTrainer trainer = new HypernetworkTrainer(same, run, prepared.hearing(), prepared.notices());
            trainer.checkFile(copy, copies);
            TrainingSettings.write(run.settings(), same);
            write(run.fingerprint(), now.json());
            return trainer.run(prepared, new From(copy, newRate));
        }
    }

    /** What the run was made with, but on what the model runs now: it may go on on another machine. */
    private static TrainingOptions recorded(RunFolder run, TrainingOptions options) throws IOException {
        ObjectNode recorded = TrainingSettings.read(run.settings());
        recorded.withObject("/model").remove(List.of("device", "dtype"));
        return TrainingSettings.options(options, recorded);
    }

    /** Before anything is made or loaded: a schedule that the network has passed. */
    private static void checkSchedules(TrainingOptions options) throws IOException {
        TrainingOptions.Optimization how = options.optimization();
        try (Hypernetwork network = Hypernetwork.load(options.hypernetwork(), Compute.CPU)) {
            how.rates(network.config().step());
            how.limits();
        }
    }

    /**
     * Where a run goes on.
     *
     * @param newRate whether its rate was chosen anew
     */
    private record From(TrainingCheckpoints.Copy copy, boolean newRate) {}

    /** Tells where the file that is trained is neither what the run began with nor what it has made. */
    private void checkFile(TrainingCheckpoints.Copy copy, TrainingCheckpoints copies) throws IOException {
        try (Hypernetwork now = Hypernetwork.load(options.hypernetwork(), Compute.CPU)) {
            long has = now.config().step();
            if (has == copy.step()) {
                options.optimization().checkSteps(has);
            }
            long first = copies.steps().stream().findFirst().orElse(0L);
            if (has != first && has != copy.step()) {
                listener.notice(options.hypernetwork() + " has " + has
                        + " steps; the run goes on from its copy of step " + copy.step() + " and will replace it");
            }
        }
    }

    /** What can be checked before the model is loaded. */
    private record Prepared(
            TrainingOptions options,
            Path network,
            PictureFolder folder,
            Preparation preparation,
            CaptionTemplate template,
            ModelIdentity model,
            RememberingListener hearing,
            List<String> notices) {
        /** Reads what the options name, and settles what they leave open. */
        static Prepared read(TrainingOptions options, Path network, JobListener listener) throws IOException {
            List<String> notices = new ArrayList<>();
            RememberingListener hearing = new RememberingListener(listener, notices);
            CaptionTemplate template = templateOf(options.data());
            PictureFolder folder =
                    PictureFolder.read(options.data().folder(), options.data().names());
            ModelIdentity model = TrainingModel.identity(options);
            TrainingOptions settled = options.settled(model, MachineMemory.now().total());
            TrainingOptions.Data data = settled.data();
            Preparation preparation = new Preparation(data.fit(), data.width(), data.height(), false, data.useWeight());
            return new Prepared(settled, network, folder, preparation, template, model, hearing, notices);
        }

        private static CaptionTemplate templateOf(TrainingOptions.Data data) throws IOException {
            String name = data.template();
            return CaptionTemplate.BUILT_IN.contains(name)
                    ? CaptionTemplate.builtIn(name)
                    : CaptionTemplate.read(Path.of(name));
        }

        boolean oneSize() {
            return folder.pictures().stream()
                            .map(picture -> preparation.size(picture.size()))
                            .distinct()
                            .limit(2)
                            .count()
                    == 1;
        }

        RunFingerprint fingerprint() {
            return RunFingerprint.of(folder, model, template);
        }
    }

    private TrainingResult run(Prepared prepared, @Nullable From from) throws IOException {
        try (TrainingModel model = TrainingModel.open(options, prepared.model(), prepared.oneSize());
                Hypernetwork network = Hypernetwork.load(prepared.network(), model.compute())) {
            WidthFit.of(network, model.networks().widths(), model.identity().shortHashes())
                    .warnings()
                    .forEach(listener::notice);
            network.weights().values().forEach(weight -> weight.requires_grad_(true));
            return run(prepared, from, model, network);
        }
    }

    private TrainingResult run(Prepared prepared, @Nullable From from, TrainingModel model, Hypernetwork network)
            throws IOException {
        DataReport report = DataReport.of(prepared.folder(), prepared.preparation(), model.tokenizer());
        listener.on(new TrainingEvent.Data(report));
        write(run.dataReport(), report.text());
        Holdout split = Holdout.of(
                prepared.folder().pictures(),
                options.guard().holdout() == 0 ? 0 : 1.0 / options.guard().holdout());
        split.notices().forEach(listener::notice);
        DataCache cache = cache(model);
        try (EncodedPictures pictures = EncodedPictures.of(
                        prepared.folder(),
                        prepared.preparation(),
                        options.data().flip(),
                        model.vae(),
                        model.vaeKey(),
                        cache,
                        listener);
                CaptionEncoder contexts = new CaptionEncoder(
                        () -> model.networks().clip(),
                        model.tokenizer(),
                        model.textKey(),
                        options.model().clipSkip(),
                        cache)) {
            TrainingData data = data(
                    prepared,
                    pictures.of(split.training()),
                    contexts,
                    split,
                    model.networks().family().latentScale());
            Backprop backprop = new Backprop(
                    model.networks().unet(Padding.ZERO),
                    new DenoisingLoss(
                            model.networks().schedule(),
                            model.networks().prediction(),
                            options.optimization().minSnrGamma()),
                    options.optimization().checkpointing());
            HoldoutLoss holdout = new HoldoutLoss(backprop, data, pictures.of(split.heldOut()), listener);
            warm(data, pictures, contexts, model);
            try (RunLog log = RunLog.open(
                    run,
                    options.saving(),
                    from == null ? network.config().step() : from.copy().step(),
                    data.stepsPerEpoch())) {
                TrainingLoop.Parts parts = new TrainingLoop.Parts(
                        network,
                        model.settings(network.config()),
                        backprop,
                        data,
                        holdout,
                        previews(prepared, model, network),
                        new TrainingCheckpoints(run.copies(), options.name()),
                        log,
                        model.compute(),
                        listener);
                return loop(parts, from, report);
            }
        }
    }

    /** Encodes all captions and lets go of what is not needed any more, where that is wanted. */
    private void warm(TrainingData data, EncodedPictures pictures, CaptionEncoder contexts, TrainingModel model)
            throws IOException {
        if (options.model().keepVae()) {
            return;
        }
        if (data.fixedTexts()) {
            contexts.encode(pictures.all().stream()
                    .flatMap(picture -> data.texts(picture).stream())
                    .distinct()
                    .toList());
        }
        model.networks().releaseEncoders();
    }

    private @Nullable DataCache cache(TrainingModel model) throws IOException {
        Path folder = options.saving().cache();
        if (folder == null) {
            return null;
        }
        if (model.vaeKey().isEmpty() || model.textKey().isEmpty()) {
            listener.notice("a model in a folder has no hash, so pictures and captions are encoded anew for each run");
            return null;
        }
        return new DataCache(folder, listener::notice);
    }

    private TrainingData data(
            Prepared prepared,
            List<EncodedPicture> pictures,
            CaptionEncoder contexts,
            Holdout split,
            double latentScale) {
        prepared.template().notices().forEach(listener::notice);
        BatchOrder order = new BatchOrder(
                split.training().stream()
                        .map(index -> prepared.preparation()
                                .size(prepared.folder().pictures().get(index).size()))
                        .toList(),
                options.optimization().batchSize(),
                options.seed());
        if (order.batchSize() < options.optimization().batchSize()) {
            listener.notice("batch size: " + options.optimization().batchSize()
                    + " pictures were asked for, and there are " + order.batchSize() + " to train on");
        }
        TagOptions tags =
                new TagOptions(options.data().shuffleTags(), options.data().tagDropout());
        return new TrainingData(
                pictures,
                contexts,
                new TrainingData.Captions(prepared.template(), tags, options.name()),
                order,
                latentScale,
                options,
                options.seed());
    }

    private @Nullable Previews previews(Prepared prepared, TrainingModel model, Hypernetwork network)
            throws IOException {
        if (options.preview().every() == 0) {
            return null;
        }
        StableDiffusion drawing = StableDiffusion.withNetworks(model.networks(), model.identity(), List.of(network));
        return new Previews(
                drawing,
                PreviewRequests.of(options, prepared.folder().pictures().get(0).caption()),
                PreviewRequests.tag(network),
                run.images(),
                options.name(),
                listener,
                options.model().keepVae() ? () -> {} : model.networks()::releaseEncoders);
    }

    private TrainingResult loop(TrainingLoop.Parts parts, @Nullable From from, DataReport report) throws IOException {
        // By the pictures alone, so that a resumed run computes the same bits.
        UNet unet = parts.backprop().unet();
        long batch = options.optimization().batchSize();
        try (JobThreads threads =
                        JobThreads.of(unet.layerWork(batch, parts.data().mostPlaces()));
                TrainingLoop loop = new TrainingLoop(options, parts, options.seed())) {
            if (from != null) {
                loop.resume(from.copy(), from.newRate());
            }
            OptionalDouble without = parts.holdout().isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(parts.holdout().without());
            boolean finished;
            try {
                finished = loop.run();
            } catch (DivergedException e) {
                listener.notice(String.valueOf(e.getMessage()));
                new RunReport(options, run).write(report, without, notices);
                throw e;
            }
            Path file = options.hypernetwork();
            if (finished) {
                loop.finish(file);
            } else {
                file = parts.copies().network(loop.step());
            }
            new RunReport(options, run).write(report, without, notices);
            TrainingResult result = new TrainingResult(
                    loop.step(),
                    finished,
                    file,
                    run,
                    without,
                    loop.holdouts().last(),
                    loop.holdouts().bestStep(),
                    notices);
            listener.on(new TrainingEvent.Done(result));
            return result;
        }
    }

    static void write(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
    }
}
