package io.brushwork.generation;

import io.brushwork.catalog.ModelIdentity;
import io.brushwork.job.JobListener;
import io.brushwork.job.NoticeLog;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.InferenceMode;

/** Networks of tests at work, behind the front door: so that latents can be looked at too. */
record TestStudio(Networks networks, HypernetworkCache hypernetworks, ModelIdentity identity) implements AutoCloseable {
    GenerationResult generate(GenerationRequest request) throws IOException {
        NoticeLog notices = new NoticeLog(JobListener.NONE);
        return run(request, notices, job -> job.run(true, notices));
    }

    <T> T run(GenerationRequest request, NoticeLog notices, Function<Generation, T> work) throws IOException {
        ClipTokenizer tokenizer = new ClipTokenizer(networks.clip().cleaning());
        try (Scope scope = new Scope();
                InferenceMode inference = new InferenceMode(true);
                PromptEncoder encoder =
                        new PromptEncoder(networks.clip(), tokenizer, request.clipSkip(), request.emphasis())) {
            GenerationPlan plan = GenerationPlan.of(request, networks, identity, hypernetworks, notices);
            return work.apply(new Generation(networks, encoder, plan, List.of(), JobListener.NONE));
        }
    }

    @Override
    public void close() {
        hypernetworks.close();
        networks.close();
    }
}
