package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.catalog.HashCache;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code brushwork models}: what is there to draw with. */
@Command(
        name = "models",
        description = {
            "Lists the models that are found, by kind, with their sizes, and hashes where they are known already.",
            "'brushwork info FILE' says what is in one, and makes its hash known."
        },
        footer = {"", "Examples:", "  brushwork models", "  brushwork models --models-dir ~/stable-diffusion-webui"})
final class ModelsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelsFlags flags;

    @Option(names = OutputFlags.JSON, description = "Write one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ObjectNode found = found();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found.toPrettyString());
        } else {
            print(found, out);
        }
        return 0;
    }

    private ObjectNode found() throws IOException {
        ModelCatalog catalog = flags.catalog();
        ModelTree tree = catalog.tree();
        ObjectNode found = new JsonMapper().createObjectNode();
        found.put("folder", tree == null ? null : tree.root().toString());
        for (ModelKind kind : ModelKind.values()) {
            ArrayNode models = found.putArray(kind.folders().get(0));
            Optional<ModelFolder> folder = kind == ModelKind.HYPERNETWORK || tree == null
                    ? catalog.folder(kind)
                    : Optional.of(tree.folder(kind));
            if (folder.isPresent()) {
                for (Path file : folder.get().list()) {
                    models.add(model(file, catalog.hashes()));
                }
            }
        }
        return found;
    }

    private static ObjectNode model(Path file, HashCache hashes) throws IOException {
        boolean folder = Files.isDirectory(file);
        return new JsonMapper()
                .createObjectNode()
                .put("name", String.valueOf(file.getFileName()))
                .put("file", file.toAbsolutePath().normalize().toString())
                .put("bytes", folder ? null : Files.size(file))
                .put("sha256", folder ? null : hashes.known(file).orElse(null));
    }

    private void print(ObjectNode found, PrintWriter out) {
        out.println(
                found.path("folder").isNull()
                        ? "There is no tree of models; its place is "
                                + flags.catalog().place() + "."
                        : found.path("folder").asText());
        found.properties().stream().filter(kind -> kind.getValue().isArray()).forEach(kind -> {
            out.println();
            out.println(kind.getKey() + (kind.getValue().isEmpty() ? ": none" : ""));
            kind.getValue()
                    .forEach(model -> out.printf(
                            Locale.ROOT,
                            "  %-40s %10s  %s%n",
                            model.path("name").asText(),
                            model.path("bytes").isNull()
                                    ? "folder"
                                    : ByteCount.text(model.path("bytes").longValue()),
                            model.path("sha256").isNull()
                                    ? ""
                                    : model.path("sha256").asText().substring(0, 10)));
        });
    }
}
