package io.brushwork.pocket.train;

import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Steps of AdamW until the learn rate has run its course, with a running average of the weights. The state is written now
 * and then, and the next start goes on from there; both give the same weights as a run that was never stopped.
 */
public final class TrainingLoop implements AutoCloseable {
    private static final AdamW OPTIMISER = new AdamW(0.9, 0.99, 1e-8, 0.01);
    private static final double LONGEST_GRADIENT = 1;
    private static final String STATE = "state.safetensors";
    private static final String LOG = "log.csv";

    private final Path folder;
    private final Plan plan;
    private final TrainingState state;
    private final Parameters parameters;
    private final Parameters averaged;

    /**
     * How long, how often.
     *
     * @param settings of everything that decides the result, as text: a state of other settings is refused
     * @param shards of a batch, computed side by side
     * @param averageDecay of the running average, per step
     */
    public record Plan(
            LearnRate learnRate,
            double averageDecay,
            int shards,
            long seed,
            int logEvery,
            Duration saveEvery,
            Duration sheetEvery,
            String settings) {}

    /** Starts a training in a folder, or goes on with the one that is there. */
    public TrainingLoop(Path folder, Blueprint blueprint, Plan plan) throws IOException {
        this(folder, blueprint, plan, null);
    }

    /** @param trained weights to start from; null for random ones */
    public TrainingLoop(Path folder, Blueprint blueprint, Plan plan, @Nullable TensorSource trained)
            throws IOException {
        this.folder = folder;
        this.plan = plan;
        Files.createDirectories(folder);
        Path file = folder.resolve(STATE);
        if (Files.exists(file)) {
            state = TrainingState.read(file, blueprint, plan.settings());
        } else {
            state = trained == null
                    ? TrainingState.start(blueprint, plan.seed())
                    : TrainingState.start(blueprint, trained);
        }
        parameters = new Parameters(blueprint, state.weights(), true);
        averaged = new Parameters(blueprint, state.average(), false);
    }

    /** The weights in training. */
    public Parameters parameters() {
        return parameters;
    }

    /** Their running average. */
    public Parameters averaged() {
        return averaged;
    }

    public long step() {
        return state.step();
    }

    /**
     * Runs to the end, or to a step before.
     *
     * @param until last step to do
     * @param report told each line of the log
     */
    public void run(Task task, long until, Consumer<String> report) throws IOException {
        long saved = System.nanoTime();
        long drawn = saved;
        long logged = saved;
        double busy = processorSeconds();
        Map<String, Double> sums = new TreeMap<>();
        long last = Math.min(until, plan.learnRate().steps());
        try (Shards shards = new Shards(plan.shards())) {
            while (state.step() < last) {
                step(task, shards).forEach((name, value) -> sums.merge(name, value, Double::sum));
                long now = System.nanoTime();
                if (state.step() % plan.logEvery() == 0) {
                    sums.put("seconds", (now - logged) / 1e9);
                    sums.put("processor_seconds", processorSeconds() - busy);
                    log(sums, report);
                    sums.clear();
                    logged = now;
                    busy = processorSeconds();
                }
                if (now - saved > plan.saveEvery().toNanos()) {
                    save();
                    saved = System.nanoTime();
                }
                if (now - drawn > plan.sheetEvery().toNanos()) {
                    task.sheet(folder, state.step(), averaged);
                    drawn = System.nanoTime();
                }
            }
        }
        save();
        task.sheet(folder, state.step(), averaged);
    }

    private Map<String, Double> step(Task task, Shards shards) {
        long number = state.step() + 1;
        try (Scope scope = new Scope()) {
            Shards.Gradient gradient = shards.of(task.batch(number), parameters);
            double length = AdamW.clip(gradient.vector(), LONGEST_GRADIENT);
            double learnRate = plan.learnRate().at(number);
            OPTIMISER.step(state.weights(), gradient.vector(), state.mean(), state.square(), learnRate, number);
            // In the beginning the average follows faster: the first weights are worth nothing.
            double decay = Math.min(plan.averageDecay(), (1.0 + number) / (10.0 + number));
            try (NoGradGuard constant = new NoGradGuard()) {
                state.average().lerp_(state.weights(), new Scalar(1 - decay));
            }
            state.stepDone();
            Map<String, Double> terms = new TreeMap<>(gradient.terms());
            terms.put("gradient", length);
            terms.put("learn_rate", learnRate);
            if (!Double.isFinite(length)) {
                throw new ArithmeticException("step " + number + ": the gradient is not finite");
            }
            return terms;
        }
    }

    /** Of all threads: what a step costs, also where other programs take their share of the machine. */
    private static double processorSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    private void log(Map<String, Double> sums, Consumer<String> report) throws IOException {
        StringBuilder line = new StringBuilder("step " + state.step());
        StringBuilder row = new StringBuilder(String.valueOf(state.step()));
        StringBuilder head = new StringBuilder("step");
        sums.forEach((name, sum) -> {
            String value = String.format(Locale.ROOT, "%.5g", sum / plan.logEvery());
            line.append(", ").append(name).append(' ').append(value);
            row.append(',').append(value);
            head.append(',').append(name);
        });
        Path file = folder.resolve(LOG);
        String text = (Files.exists(file) ? "" : head + "\n") + row + "\n";
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        report.accept(line.toString());
    }

    private void save() throws IOException {
        state.write(folder.resolve(STATE), plan.settings());
    }

    @Override
    public void close() {
        averaged.close();
        parameters.close();
        state.close();
    }
}
