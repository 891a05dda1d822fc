package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.base.MachineMemory;
import io.brushwork.base.Release;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
import io.brushwork.files.picture.PictureGrid;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code brushwork doctor}: what Brushwork runs on, and what would make it run better. */
@Command(name = "doctor", description = "Shows what Brushwork runs on, and says what would help.")
final class DoctorCommand implements Callable<Integer> {
    /** A model of SD 1.5 in float32 with room to work in. */
    private static final long COMFORTABLE = 6L << 30;

    private static final List<String> SETTINGS =
            List.of("OMP_WAIT_POLICY", "OPENBLAS_THREAD_TIMEOUT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS");

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
        ObjectNode facts = new JsonMapper().createObjectNode();
        ArrayNode advice = new JsonMapper().createArrayNode();
        facts.put("brushwork", Release.version());
        java(facts.putObject("java"), advice);
        libtorch(facts.putObject("libtorch"));
        environment(facts.putObject("environment"), System.getenv(), advice);
        models(facts.putObject("models"), advice);
        facts.set("advice", advice);
        spec.commandLine().getOut().println(json ? facts.toPrettyString() : text(facts));
        return 0;
    }

    private static String text(ObjectNode facts) {
        ArrayNode advice = (ArrayNode) facts.remove("advice");
        StringBuilder text = new StringBuilder(FactsText.of(facts)).append("\n\n");
        advice.forEach(line -> text.append("- ").append(line.asText()).append('\n'));
        return advice.isEmpty() ? text + "All is well." : text.toString().stripTrailing();
    }

    private static void java(ObjectNode facts, ArrayNode advice) {
        facts.put("version", System.getProperty("java.version"))
                .put("vendor", System.getProperty("java.vendor"))
                .put("home", System.getProperty("java.home"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("heap", ByteCount.text(Runtime.getRuntime().maxMemory()));
        MachineMemory memory = MachineMemory.now();
        if (memory.total() > 0) {
            facts.put("memory", ByteCount.text(memory.total())).put("freeMemory", ByteCount.text(memory.free()));
            if (memory.total() < COMFORTABLE) {
                advice.add("With less than " + ByteCount.text(COMFORTABLE)
                        + " of memory use --weights fp16, and --tiled-vae for large pictures.");
            }
        }
        try {
            PictureGrid.open();
            facts.put("fonts", true);
        } catch (IOException e) {
            facts.put("fonts", false);
            advice.add("'brushwork compare' cannot write labels: " + e.getMessage() + ".");
        }
    }

    private static void libtorch(ObjectNode facts) {
        String report = LibTorch.buildReport();
        facts.put("version", found(report, "TORCH_VERSION=([^,\\s]+)"))
                .put("processor", found(report, "CPU capability usage: (.+)"))
                .put("oneDnn", found(report, "oneDNN\\) (v[\\d.]+)|MKL-DNN (v[\\d.]+)"))
                .put("blas", found(report, "BLAS_INFO=([^,\\s]+)"))
                .put("openMp", found(report, "OpenMP (\\d+)"))
                .put("threads", LibTorch.threads())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("devices", cuda() ? "cpu, cuda" : "cpu");
    }

    private static boolean cuda() {
        try {
            Compute cuda = new Compute("cuda", Compute.dtypeOf("fp16"), Compute.dtypeOf("fp16"));
            return !cuda.isCpu();
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static String found(String report, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(report);
        if (!matcher.find()) {
            return "unknown";
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return matcher.group();
    }

    static void environment(ObjectNode facts, Map<String, String> environment, ArrayNode advice) {
        SETTINGS.forEach(name -> facts.put(name, environment.getOrDefault(name, "not set")));
        LibTorch.advice(environment).forEach(advice::add);
    }

    private void models(ObjectNode facts, ArrayNode advice) throws IOException {
        ModelCatalog catalog = flags.catalog();
        ModelTree tree = catalog.tree();
        facts.put(
                "folder",
                tree == null
                        ? "none; its place is " + catalog.place()
                        : tree.root().toString());
        int checkpoints =
                tree == null ? 0 : tree.folder(ModelKind.CHECKPOINT).list().size();
        facts.put("checkpoints", checkpoints).put("hashes", catalog.hashFile().toString());
        if (checkpoints == 0) {
            advice.add("No checkpoint is in the tree of models: put one into its folder checkpoints, or name one with"
                    + " --model.");
        }
    }
}
