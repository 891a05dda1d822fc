package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.Environment;
import io.brushwork.app.engine.FileFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork info}: what a file is. */
@Command(
        name = "info",
        description = {
            "Says what a file is: a picture and how it was made, a checkpoint, a VAE, a hypernetwork, a LoRA or an"
                    + " embedding.",
            "Nothing in the file is executed."
        },
        footer = {"", "Examples:", "  brushwork info castle.png", "  brushwork info models/hypernetworks/oil.pt --json"
        })
final class InfoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A picture or a model, or a folder of Diffusers.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private Path file;

    @Option(names = OutputFlags.JSON, description = "Write one JSON object.")
    private boolean json;

    private final Environment environment;

    InfoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        ObjectNode facts = FileFacts.of(file, environment.hashes());
        spec.commandLine().getOut().println(json ? facts.toPrettyString() : FactsText.of(facts));
        return 0;
    }
}
