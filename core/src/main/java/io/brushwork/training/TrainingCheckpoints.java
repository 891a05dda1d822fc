package io.brushwork.training;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.catalog.FileHash;
import io.brushwork.files.AtomicFile;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The copies of a run: {@code NAME-500.pt} is the network after 500 steps and works by itself, also in A1111; {@code
 * NAME-500.train} is what a run needs besides to go on from there. The second is written after the first and names its
 * hash, so that a copy counts as whole only when both are.
 *
 * <p>The networks stay. Of the much larger states only those are kept from which a run may have to go on.
 */
final class TrainingCheckpoints {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NETWORK = ".pt";
    private static final String STATE = ".train";
    private static final String BEST = "-best";
    private static final String DROPPED = "dropped";
    private static final String FORMAT = "brushwork.training.v1";

    private final Path folder;
    private final String name;

    TrainingCheckpoints(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** A whole copy: its step, and the files. */
    record Copy(long step, Path network, Path state) {}

    Path network(long step) {
        return folder.resolve(name + "-" + step + NETWORK);
    }

    Path best() {
        return folder.resolve(name + BEST + NETWORK);
    }

    /** Steps of which there is a network, ascending. */
    Set<Long> steps() throws IOException {
        return numbers(NETWORK);
    }

    /**
     * Writes a copy.
     *
     * @param settings of the network, its step being that of the state
     */
    Copy write(Hypernetwork network, HypernetworkConfig settings, AdamW adamW, TrainingState state) throws IOException {
        Copy copy = copy(state.step());
        // Where the same was written before, nothing changes; where it was of a run that was taken back, the old state
        // names
        // another hash, and the copy does not count until the new one is there.
        network.save(copy.network(), DType.F32, settings, name);
        writeState(copy, adamW, state);
        return copy;
    }

    /** Writes the state anew beside a network that is there already. */
    void writeState(Copy copy, AdamW adamW, TrainingState state) throws IOException {
        Map<String, TensorData> moments = new LinkedHashMap<>();
        adamW.state().forEach((key, tensor) -> moments.put(key, WrittenTensor.of(DType.F32, tensor)));
        Safetensors.write(
                copy.state(),
                moments,
                Map.of(
                        "format",
                        FORMAT,
                        "network",
                        FileHash.sha256(copy.network()),
                        "state",
                        JSON.writeValueAsString(state)));
    }

    /** The newest whole copy of a step not after the given one; none where there is none. */
    List<Copy> wholeUpTo(long step) throws IOException {
        List<Copy> whole = new ArrayList<>();
        for (long each : numbers(STATE)) {
            if (each <= step && isWhole(each)) {
                whole.add(copy(each));
            }
        }
        whole.sort(Comparator.comparingLong(Copy::step).reversed());
        return whole;
    }

    /** Whether there is a whole copy of a step. */
    boolean isWhole(long step) throws IOException {
        Copy copy = copy(step);
        return Files.isRegularFile(copy.state()) && Files.isRegularFile(copy.network()) && matches(copy);
    }

    private static boolean matches(Copy copy) throws IOException {
        try {
            return FileHash.sha256(copy.network())
                    .equals(Safetensors.read(copy.state()).metadata().get("network"));
        } catch (ModelFormatException e) {
            return false;
        }
    }

    /** The state in a copy; AdamW's moments go to the optimizer. */
    TrainingState read(Copy copy, AdamW adamW) throws IOException {
        Checkpoint stored = Safetensors.read(copy.state());
        TrainingState state = state(copy, stored);
        try (FileTensors file = new FileTensors(copy.state().toString(), stored.tensors());
                Scope scope = new Scope()) {
            Map<String, Tensor> moments = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> wanted : adamW.state().entrySet()) {
                if (!file.names().contains(wanted.getKey())) {
                    throw new ModelFormatException(
                            copy.state(), wanted.getKey() + ": missing; it is the state of another network");
                }
                moments.put(wanted.getKey(), file.read(wanted.getKey()));
            }
            adamW.restore(moments, state.updates());
        } catch (RuntimeException e) {
            throw new ModelFormatException(copy.state(), "does not fit its network: " + e.getMessage());
        }
        return state;
    }

    private static TrainingState state(Copy copy, Checkpoint stored) throws ModelFormatException {
        String text = stored.metadata().get("state");
        if (!FORMAT.equals(stored.metadata().get("format")) || text == null) {
            throw new ModelFormatException(copy.state(), "expected the state of a training run, " + FORMAT);
        }
        try {
            return JSON.readValue(text, TrainingState.class);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ModelFormatException(copy.state(), "the state in it cannot be read: " + e.getMessage());
        }
    }

    /**
     * Removes the states that no run will go on from: all but those of the last two copies, of the best, and of the last one
     * that is known to be good.
     */
    void tidy(long step, long goodStep, OptionalLong best) throws IOException {
        List<Copy> whole = wholeUpTo(step);
        Set<Long> kept = new TreeSet<>();
        whole.stream().limit(2).forEach(copy -> kept.add(copy.step()));
        whole.stream().filter(copy -> copy.step() <= goodStep).limit(1).forEach(copy -> kept.add(copy.step()));
        best.ifPresent(kept::add);
        for (long each : numbers(STATE)) {
            if (!kept.contains(each)) {
                Files.deleteIfExists(copy(each).state());
            }
        }
    }

    /** Makes the best copy that of a step; none where there is no such copy. */
    void best(OptionalLong step) throws IOException {
        if (step.isEmpty() || !Files.isRegularFile(network(step.getAsLong()))) {
            Files.deleteIfExists(best());
            return;
        }
        try (FileChannel from = FileChannel.open(network(step.getAsLong()), StandardOpenOption.READ)) {
            AtomicFile.write(best(), channel -> {
                for (long done = 0; done < from.size(); ) {
                    done += from.transferTo(done, from.size() - done, channel);
                }
            });
        }
    }

    /**
     * Puts copies after a step aside, into the folder {@code dropped}: a run that was taken back makes them again.
     *
     * @return whether there were any
     */
    boolean removeAfter(long step) throws IOException {
        boolean any = false;
        for (long each : numbers(STATE)) {
            if (each > step) {
                Files.deleteIfExists(copy(each).state());
            }
        }
        for (long each : steps()) {
            if (each > step) {
                Path dropped = Files.createDirectories(folder.resolve(DROPPED));
                Path network = network(each);
                Files.move(network, dropped.resolve(network.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                any = true;
            }
        }
        return any;
    }

    Copy copy(long step) {
        return new Copy(step, network(step), folder.resolve(name + "-" + step + STATE));
    }

    private Set<Long> numbers(String ending) throws IOException {
        Pattern pattern = Pattern.compile(Pattern.quote(name) + "-(\\d{1,18})" + Pattern.quote(ending));
        Set<Long> numbers = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                Matcher matcher = pattern.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()) {
                    numbers.add(Long.parseLong(matcher.group(1)));
                }
            });
        }
        return numbers;
    }
}
