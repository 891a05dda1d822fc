package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.SiteNames;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.tools.CheckpointFold;
import io.brushwork.hypernetwork.tools.LoraFold;
import io.brushwork.tensor.Compute;
import io.brushwork.text.ExtraNetworkTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork fold}: linear networks as a checkpoint or a LoRA. */
@Command(
        name = "fold",
        description = {
            "Writes a checkpoint that draws by itself what it drew with linear hypernetworks, or a LoRA that comes as"
                    + " near to it as its rank allows.",
            "A network is linear if it has neither activation nor layer norm. Into a checkpoint the fold is exact, but for"
                    + " rounding to its number type."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork fold oil:0.8 --into sd15.safetensors sd15-oil.safetensors",
            "  brushwork hypernetwork fold oil --as-lora 32 --into sd15.safetensors oil-lora.safetensors"
        })
final class HypernetworkFoldCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(
            arity = "2..*",
            paramLabel = "NETWORK[:STRENGTH]… OUT",
            hideParamSyntax = true,
            description = "Networks as in tags, oil:0.8:k=1,v=0.5, applied in this order, then the .safetensors file to"
                    + " write.")
    private final List<String> arguments = new ArrayList<>();

    @Option(
            names = "--into",
            required = true,
            paramLabel = "CHECKPOINT",
            description = "A file, a folder of Diffusers, or a name in the tree of models. It stays as it is.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String into;

    @Option(names = "--as-lora", paramLabel = "RANK", description = "Write a LoRA of this rank instead.")
    private @Nullable Integer rank;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|fp16|bf16",
            description = "Number type. Default: that of the checkpoint.")
    private @Nullable String dtype;

    @Mixin
    private final NewFile newFile = new NewFile();

    @Option(names = OutputFlags.JSON, description = "Write one JSON object.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelsFlags models;

    @Override
    public Integer call() throws IOException {
        Path out = newFile.checked(Path.of(arguments.get(arguments.size() - 1)));
        DType type = DTypes.of(dtype);
        Path model = models.checkpoint(into, this::notice);
        if (Files.exists(out) && Files.isSameFile(model, out)) {
            throw new IllegalArgumentException("out: expected another file than the checkpoint, got " + out);
        }
        Checkpoint checkpoint = Checkpoint.open(model);
        List<AppliedHypernetwork> links = new ArrayList<>();
        try {
            for (String argument : arguments.subList(0, arguments.size() - 1)) {
                links.add(link(argument));
            }
            HypernetworkChain chain = HypernetworkChain.of(links);
            ObjectNode facts = new JsonMapper().createObjectNode().put("file", out.toString());
            if (rank == null) {
                addFolded(CheckpointFold.write(checkpoint, chain, out, type), facts);
            } else {
                addLora(LoraFold.write(checkpoint, chain, out, rank, type), facts);
            }
            spec.commandLine().getOut().println(json ? facts.toPrettyString() : FactsText.of(facts));
        } finally {
            links.forEach(link -> link.network().close());
        }
        return 0;
    }

    private AppliedHypernetwork link(String argument) throws IOException {
        List<HypernetworkTag> tags =
                HypernetworkTag.of(ExtraNetworkTags.parse("<" + HypernetworkTag.TYPE + ":" + argument + ">"));
        if (argument.contains("<") || argument.contains(">") || tags.size() != 1) {
            throw new IllegalArgumentException(
                    "network: expected what stands inside a tag, such as oil:0.8, got " + argument);
        }
        HypernetworkTag tag = tags.get(0);
        Path file = models.hypernetwork(tag.name(), this::notice);
        return new AppliedHypernetwork(Hypernetwork.load(file, Compute.CPU), tag.strength());
    }

    private static void addFolded(List<CheckpointFold.Change> changes, ObjectNode facts) {
        facts.put("changedTensors", changes.size())
                .put(
                        "largestRoundingLoss",
                        changes.stream()
                                .mapToDouble(CheckpointFold.Change::rounding)
                                .max()
                                .orElse(0));
        ArrayNode rows = facts.putArray("tensors");
        changes.forEach(change -> rows.addObject()
                .put("layer", SiteNames.of(change.site()))
                .put("tensor", change.tensor().replaceFirst(".*\\.(to_(k|v|out)\\b)", "$1"))
                .put("change", change.change())
                .put("roundingLoss", change.rounding()));
    }

    private void addLora(List<LoraFold.Layer> layers, ObjectNode facts) {
        double bias =
                layers.stream().mapToDouble(LoraFold.Layer::lostBias).max().orElse(0);
        facts.put("projections", layers.size())
                .put("relativeError", LoraFold.relativeError(layers))
                .put("largestLostBias", bias);
        if (bias > 0) {
            notice(String.format(
                    Locale.ROOT,
                    "the network adds a constant to values, up to %.2g of the rest of its change, for which a LoRA has no"
                            + " place",
                    bias));
        }
        ArrayNode rows = facts.putArray("layers");
        layers.forEach(layer -> rows.addObject()
                .put("layer", SiteNames.of(layer.site()))
                .put("projection", layer.name().substring(layer.name().lastIndexOf("_to_") + 1))
                .put("size", layer.size())
                .put("relativeError", layer.relativeError())
                .put("lostBias", layer.lostBias()));
    }

    private void notice(String text) {
        spec.commandLine().getErr().println("notice: " + text);
    }
}
