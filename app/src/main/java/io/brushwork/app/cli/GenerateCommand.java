package io.brushwork.app.cli;

import io.brushwork.ModelOptions;
import io.brushwork.app.engine.HypernetworkTags;
import io.brushwork.app.engine.ModelSession;
import io.brushwork.app.engine.OutputFolder;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code brushwork generate}: pictures of a prompt. */
@Command(
        name = "generate",
        abbreviateSynopsis = true,
        description = {
            "Draws pictures of a prompt.",
            "The names of the pictures go to stdout, progress to stderr. Each picture holds the text that makes it again."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork generate \"a castle <hypernet:oil:0.8>\" --seed 1 --out castle.png",
            "  brushwork generate --from castle.png --steps 40 --out finer.png",
            "  brushwork generate \"a cat\" --sampler \"DPM++ 2M Karras\" --batch-count 4 --out cats/"
        })
final class GenerateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final RequestFlags flags = new RequestFlags();

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private OutputFlags output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelFlags models;

    @Override
    public Integer call() throws IOException {
        RecordedPicture recorded = flags.recorded();
        GenerationRequest request = flags.request(recorded);
        Map<String, String> networks = HypernetworkTags.hashes(HypernetworkTags.prompts(request), models.catalog());
        JobListener listener =
                output.listener(spec.commandLine().getOut(), spec.commandLine().getErr());
        ModelOptions options = models.options(recorded, text -> listener.on(new Notice(text)));
        OutputFolder place = OutputFolder.prepare(
                output.out(),
                flags.startsFromPicture() ? "img2img-images" : "txt2img-images",
                LocalDate.now(ZoneId.systemDefault()),
                request.images());
        try (ModelSession session = output.open(options, listener)) {
            session.compareWith(recorded, networks);
            if (session.draw(request, place).stopped()) {
                throw new CancellationException();
            }
            session.done();
        }
        return 0;
    }
}
