package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.dataset.DataReport;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.job.JobEvent;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import io.brushwork.job.Stop;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the small random model. */
@Tag("slow")
class HypernetworkTrainerTest {
    @TempDir
    private Path dir;

    @Test
    void aRunLeavesTheNetworkItsCopiesAndAReport() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        options = options.preview(p -> p.every(6)
                .prompts("a red apple")
                .steps(2)
                .sampler(SamplerChoice.of("Euler a"))
                .cfgScale(7)
                .seed(3)
                .size(64, 64));
        Heard heard = new Heard();
        TrainingResult result = HypernetworkTrainer.train(options, heard);
        assertThat(result.finished()).isTrue();
        assertThat(result.step()).isEqualTo(12);
        assertThat(result.file()).isEqualTo(options.hypernetwork());
        assertThat(heard.steps).hasSize(12);
        assertThat(heard.data).isNotNull();
        assertThat(heard.result).isEqualTo(result);
        assertThat(result.holdout()).isPresent();
        RunFolder run = result.run();
        assertThat(run.copies()).isDirectoryContaining("glob:**/oil-{0,4,8,12}.pt");
        assertThat(run.copies().resolve("oil-best.pt")).exists();
        assertThat(run.settings()).exists();
        assertThat(run.report()).content().contains("<svg");
        assertThat(Files.readAllLines(run.lossLog())).hasSize(13);
        Picture sheet = Picture.read(run.images().resolve("oil.png"));
        assertThat(sheet.height()).isGreaterThan(3 * 64);
        try (Hypernetwork trained = Hypernetwork.load(result.file(), Compute.CPU)) {
            assertThat(trained.config().step()).isEqualTo(12);
            assertThat(trained.config().sdCheckpoint()).hasSize(10);
            assertThat(trained.recordedName()).isEqualTo("oil");
        }
        assertThat(TrainingSettings.options(options, TrainingSettings.read(run.settings()))
                        .model(m -> m.packing(null)))
                .isEqualTo(options);
    }

    @Test
    void aResumedRunEqualsTheWholeOneBitForBit() throws IOException {
        TrainingOptions whole = new Studio(Files.createDirectory(dir.resolve("whole"))).options();
        TrainingResult once = HypernetworkTrainer.train(whole, JobListener.NONE);
        TrainingOptions parts = new Studio(Files.createDirectory(dir.resolve("parts"))).options();
        byte[] original = Files.readAllBytes(parts.hypernetwork());
        TrainingResult stopped = HypernetworkTrainer.train(parts, stopAfter(7));
        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.step()).isEqualTo(7);
        assertThat(Files.readAllBytes(parts.hypernetwork())).isEqualTo(original);
        // As after a crash: the copy of step 7 is gone, and its half-written state too.
        Files.delete(stopped.file());
        TrainingResult resumed = HypernetworkTrainer.resume(stopped.run(), parts, false, JobListener.NONE);
        assertThat(resumed.finished()).isTrue();
        assertEqualWeights(once.file(), resumed.file());
        assertThat(Files.readAllBytes(resumed.run().lossLog()))
                .isEqualTo(Files.readAllBytes(once.run().lossLog()));
        assertThat(resumed.holdout()).isEqualTo(once.holdout());
    }

    @Test
    void gradientsGatheredOverBatchesAndCheckpointsResumeToo() throws IOException {
        Consumer<TrainingChanges.OptimizationChanges> how = o -> o.steps(8)
                .learnRate("5e-4")
                .clipMode(GradientClip.NORM)
                .clipValue("0.05")
                .batchSize(2)
                .gradientSteps(2)
                .checkpointing(true)
                .minSnrGamma(5)
                .noiseOffset(0.05)
                .strength(new StrengthRange(0.5, 2));
        TrainingOptions whole = new Studio(Files.createDirectory(dir.resolve("whole")))
                .options()
                .optimization(how);
        TrainingResult once = HypernetworkTrainer.train(whole, JobListener.NONE);
        TrainingOptions parts = new Studio(Files.createDirectory(dir.resolve("parts")))
                .options()
                .optimization(how);
        TrainingResult stopped = HypernetworkTrainer.train(parts, stopAfter(5));
        TrainingResult resumed = HypernetworkTrainer.resume(stopped.run(), parts, false, JobListener.NONE);
        assertEqualWeights(once.file(), resumed.file());
    }

    @Test
    void theStrengthOfTrainingDecidesWhatIsLearned() throws IOException {
        List<byte[]> learned = new ArrayList<>();
        for (String strength : List.of("1", "2", "1..2")) {
            TrainingOptions options = new Studio(Files.createDirectory(dir.resolve(strength))).options();
            TrainingOptions changed = with(options, "optimization", "strength", strength);
            learned.add(Files.readAllBytes(
                    HypernetworkTrainer.train(changed, JobListener.NONE).file()));
        }
        assertThat(learned.get(1)).isNotEqualTo(learned.get(0));
        assertThat(learned.get(2)).isNotEqualTo(learned.get(0)).isNotEqualTo(learned.get(1));
    }

    @Test
    void aNewRateHoldsFromTheNextStepOn() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        TrainingResult stopped = HypernetworkTrainer.train(options, stopAfter(4));
        Heard heard = new Heard();
        TrainingOptions changed = options.optimization(o -> o.learnRate("3e-5").steps(6));
        HypernetworkTrainer.resume(stopped.run(), changed, false, heard);
        assertThat(heard.steps).extracting(TrainingStatus::learnRate).containsExactly(3e-5, 3e-5);
    }

    @Test
    void changedPicturesStopTheResumeByName() throws IOException {
        Studio studio = new Studio(dir);
        TrainingOptions options = studio.options();
        TrainingResult stopped = HypernetworkTrainer.train(options, stopAfter(4));
        Files.writeString(studio.data().resolve("p2.txt"), "something else");
        assertThatThrownBy(() -> HypernetworkTrainer.resume(stopped.run(), options, false, JobListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p2.png: its caption changed")
                .hasMessageStartingWith("acceptDataChange: expected ");
        assertThat(HypernetworkTrainer.resume(stopped.run(), options, true, JobListener.NONE)
                        .finished())
                .isTrue();
    }

    /** The settings name the same file, and other weights lie in it. */
    @Test
    void anotherModelOrTemplateStopsTheResume() throws IOException {
        Path checkpoint = Files.copy(PocketCheckpoint.safetensors(), dir.resolve("model.safetensors"));
        Path template = Files.writeString(dir.resolve("lines.txt"), "a picture of [filewords]\n");
        TrainingOptions options =
                with(with(new Studio(dir).options(), "model", "checkpoint", checkpoint), "data", "template", template);
        TrainingResult stopped = HypernetworkTrainer.train(options, stopAfter(2));
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length - 2] ^= 1; // The lowest bit of a number.
        Files.write(checkpoint, bytes);
        assertThatThrownBy(() -> HypernetworkTrainer.resume(stopped.run(), options, false, JobListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("acceptDataChange: .* The model is another: [0-9a-f]{10}, and was [0-9a-f]{10}\\.");
        Files.copy(PocketCheckpoint.safetensors(), checkpoint, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(template, "a drawing of [filewords]\n");
        assertThatThrownBy(() -> HypernetworkTrainer.resume(stopped.run(), options, false, JobListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The caption template changed.");
        assertThat(HypernetworkTrainer.resume(stopped.run(), options, true, stopAfter(3))
                        .step())
                .isEqualTo(3);
    }

    /** Of a version that did not record model and template. */
    @Test
    void anOlderRunIsResumed() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        TrainingResult stopped = HypernetworkTrainer.train(options, stopAfter(2));
        RunFingerprint written =
                RunFingerprint.ofJson(Files.readString(stopped.run().fingerprint()));
        Files.writeString(stopped.run().fingerprint(), written.data().json());
        TrainingResult resumed = HypernetworkTrainer.resume(stopped.run(), options, false, stopAfter(3));
        assertThat(resumed.step()).isEqualTo(3);
        assertThat(RunFingerprint.ofJson(Files.readString(stopped.run().fingerprint())))
                .isEqualTo(written);
    }

    private static TrainingOptions with(TrainingOptions options, String group, String field, Object value) {
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        changes.withObject("/" + group).put(field, value.toString());
        return TrainingSettings.options(options, changes);
    }

    @Test
    void twoRunsOnOneNetworkAreRefused() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        try (RunLock other = RunLock.of(options.hypernetwork())) {
            assertThatThrownBy(() -> HypernetworkTrainer.train(options, JobListener.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is being trained by another run");
        }
    }

    /** A rate that ruins the network: the loss or its gradients explode, and what the user had stays. */
    @Test
    void aRunThatDivergesIsGivenUpAndLeavesTheFile() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        byte[] original = Files.readAllBytes(options.hypernetwork());
        Heard heard = new Heard();
        TrainingOptions wild = options.optimization(o -> o.learnRate("1e18").steps(200))
                .guard(g -> g.holdout(0).restarts(2));
        assertThatThrownBy(() -> HypernetworkTrainer.train(wild, heard))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("is as it was before the run");
        assertThat(Files.readAllBytes(options.hypernetwork())).isEqualTo(original);
        assertThat(heard.notices).anyMatch(notice -> notice.contains("the update is dropped"));
        assertThat(heard.notices).anyMatch(notice -> notice.contains("goes on from its copy of step"));
        RunFolder run = RunFolder.latest(options.saving().runs(), "oil").orElseThrow();
        assertThat(run.report()).exists();
    }

    /** As where the disk is full: a copy cannot be written. */
    @Test
    void aCopyThatCannotBeWrittenEndsTheRunAndLeavesTheFile() throws IOException {
        TrainingOptions options = new Studio(dir).options();
        byte[] original = Files.readAllBytes(options.hypernetwork());
        JobListener blocking = event -> {
            if (event instanceof TrainingEvent.Copy copy) {
                try {
                    Files.createDirectories(
                            copy.file().resolveSibling("oil-8.pt").resolve("in the way"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        assertThatThrownBy(() -> HypernetworkTrainer.train(options, blocking))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("oil-8.pt: cannot be written");
        assertThat(Files.readAllBytes(options.hypernetwork())).isEqualTo(original);
    }

    @Test
    void badOptionsAreNamed() throws IOException {
        Studio studio = new Studio(dir);
        TrainingOptions options = studio.options();
        refused(options.data(d -> d.folder(dir.resolve("nowhere"))), "does not exist");
        Path empty = Files.createDirectory(dir.resolve("empty"));
        refused(options.data(d -> d.folder(empty)), "a folder with pictures");
        Path broken = Files.createDirectory(dir.resolve("broken"));
        Files.writeString(broken.resolve("a.png"), "no picture");
        assertThatThrownBy(() -> HypernetworkTrainer.train(options.data(d -> d.folder(broken)), JobListener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no picture can be read");
        Files.delete(options.hypernetwork());
        assertThatThrownBy(() -> HypernetworkTrainer.train(options, JobListener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no such hypernetwork");
    }

    private static void refused(TrainingOptions options, String part) {
        assertThatThrownBy(() -> HypernetworkTrainer.train(options, JobListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }

    static void assertEqualWeights(Path expected, Path actual) throws IOException {
        try (Hypernetwork one = Hypernetwork.load(expected, Compute.CPU);
                Hypernetwork other = Hypernetwork.load(actual, Compute.CPU);
                Scope scope = new Scope()) {
            assertThat(other.weights().keySet()).isEqualTo(one.weights().keySet());
            one.weights()
                    .forEach((name, weight) -> assertThat(weight.equal(
                                    Objects.requireNonNull(other.weights().get(name))))
                            .as(name)
                            .isTrue());
        }
    }

    private static JobListener stopAfter(long step) {
        AtomicLong seen = new AtomicLong();
        return JobListener.of(
                event -> {
                    if (event instanceof TrainingEvent.Step taken) {
                        seen.set(taken.status().step());
                    }
                },
                () -> seen.get() >= step ? Stop.AFTER_STEP : Stop.NONE);
    }

    private static final class Heard implements JobListener {
        private final List<TrainingStatus> steps = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();
        private @Nullable DataReport data;
        private @Nullable TrainingResult result;

        @Override
        public void on(JobEvent event) {
            if (event instanceof TrainingEvent.Step step) {
                steps.add(step.status());
            } else if (event instanceof Notice notice) {
                notices.add(notice.text());
            } else if (event instanceof TrainingEvent.Data report) {
                data = report.report();
            } else if (event instanceof TrainingEvent.Done done) {
                result = done.result();
            }
        }
    }
}
