package io.brushwork.training;

import io.brushwork.generation.GenerationStep;
import io.brushwork.dataset.DataReport;
import java.nio.file.Path;
import java.util.List;

/** Hands everything on, and keeps the notices for the report. */
record RememberingListener(TrainingListener to, List<String> notices) implements TrainingListener {
    @Override
    public void onData(DataReport report) {
        to.onData(report);
    }

    @Override
    public void onEncoded(int done, int pictures) {
        to.onEncoded(done, pictures);
    }

    @Override
    public void onDrawing(GenerationStep step) {
        to.onDrawing(step);
    }

    @Override
    public void onStep(TrainingStatus status) {
        to.onStep(status);
    }

    @Override
    public void onNotice(String notice) {
        notices.add(notice);
        to.onNotice(notice);
    }

    @Override
    public void onCopy(long step, Path file) {
        to.onCopy(step, file);
    }

    @Override
    public void onPreview(long step, Path sheet) {
        to.onPreview(step, sheet);
    }

    @Override
    public boolean stopRequested() {
        return to.stopRequested();
    }
}
