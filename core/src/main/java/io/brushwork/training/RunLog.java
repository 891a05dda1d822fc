package io.brushwork.training;

import io.brushwork.files.AtomicFile;
import io.brushwork.files.picture.Picture;
import io.brushwork.training.log.LossLog;
import io.brushwork.training.log.TensorBoardLog;
import io.brushwork.training.report.ReportData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a run writes down while it goes: the loss of each step, the held-out loss, and both for TensorBoard. */
final class RunLog implements AutoCloseable {
    private static final String HOLDOUT_HEADER = "step,loss";

    private final RunFolder run;
    private final TrainingOptions.Saving options;
    private final long stepsPerEpoch;
    private LossLog losses;
    private @Nullable TensorBoardLog tensorBoard;

    private RunLog(RunFolder run, TrainingOptions.Saving options, long stepsPerEpoch, LossLog losses) {
        this.run = run;
        this.options = options;
        this.stepsPerEpoch = stepsPerEpoch;
        this.losses = losses;
    }

    /** Goes on after a step; what was written of later steps is taken away. */
    static RunLog open(RunFolder run, TrainingOptions.Saving options, long step, long stepsPerEpoch)
            throws IOException {
        RunLog log = new RunLog(run, options, stepsPerEpoch, LossLog.open(run.lossLog(), step, stepsPerEpoch));
        log.openTensorBoard(step);
        return log;
    }

    private void openTensorBoard(long step) throws IOException {
        if (options.tensorBoard()) {
            tensorBoard = TensorBoardLog.open(Files.createDirectories(run.tensorBoard()), step, Clock.systemUTC());
        }
    }

    void step(long step, double loss, double rate) throws IOException {
        if (step % options.csvEvery() == 0) {
            losses.write(step, loss, rate);
            if (tensorBoard != null) {
                tensorBoard.scalars(step, Map.of(TensorBoardLog.LOSS, loss, TensorBoardLog.LEARN_RATE, rate));
            }
        }
    }

    void holdout(SortedMap<Long, Double> all) throws IOException {
        StringBuilder text = new StringBuilder(HOLDOUT_HEADER + "\n");
        all.forEach((step, loss) -> text.append(step).append(',').append(loss).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        AtomicFile.write(run.holdoutLog(), channel -> channel.write(ByteBuffer.wrap(bytes)));
        if (tensorBoard != null) {
            tensorBoard.scalars(
                    all.lastKey(), Map.of(TensorBoardLog.HOLDOUT, all.getOrDefault(all.lastKey(), Double.NaN)));
        }
    }

    void preview(long step, List<Picture> pictures) throws IOException {
        if (tensorBoard != null) {
            for (int i = 0; i < pictures.size(); i++) {
                tensorBoard.picture(step, "Preview/" + (i + 1), pictures.get(i));
            }
        }
    }

    /** Forgets what came after a step. */
    void cutAfter(long step) throws IOException {
        close();
        losses = LossLog.open(run.lossLog(), step, stepsPerEpoch);
        openTensorBoard(step);
    }

    @Override
    public void close() throws IOException {
        losses.close();
        if (tensorBoard != null) {
            tensorBoard.close();
        }
    }

    /** The rows of a loss log. */
    static List<ReportData.Loss> losses(Path csv) throws IOException {
        List<ReportData.Loss> rows = new ArrayList<>();
        if (Files.exists(csv)) {
            for (String line : Files.readAllLines(csv, StandardCharsets.US_ASCII)) {
                String[] cells = line.split(",", -1);
                if (cells.length == 5 && Character.isDigit(cells[0].charAt(0))) {
                    rows.add(new ReportData.Loss(
                            Long.parseLong(cells[0]), Double.parseDouble(cells[3]), Double.parseDouble(cells[4])));
                }
            }
        }
        return rows;
    }
}
