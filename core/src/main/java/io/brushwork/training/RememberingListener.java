package io.brushwork.training;

import io.brushwork.job.JobEvent;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import io.brushwork.job.Stop;
import java.util.List;

/** Hands everything on, and keeps the notices for the report. */
record RememberingListener(JobListener to, List<String> notices) implements JobListener {
    @Override
    public void on(JobEvent event) {
        if (event instanceof Notice notice) {
            notices.add(notice.text());
        }
        to.on(event);
    }

    @Override
    public Stop stop() {
        return to.stop();
    }

    void notice(String text) {
        on(new Notice(text));
    }
}
