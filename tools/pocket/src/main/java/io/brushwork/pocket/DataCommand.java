package io.brushwork.pocket;

import io.brushwork.pocket.data.DrawingsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Renders the drawings. pocket/run has fetched them with npm before. */
@Command(name = "data", description = "Renders the drawings that npm fetched, with captions.")
final class DataCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, description = "folder for the pictures")
    private Path out = Path.of("data");

    @Option(names = "--side", defaultValue = "64", description = "of the pictures, in pixels (${DEFAULT-VALUE})")
    private int side;

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        DrawingsWriter writer = new DrawingsWriter(Main.HOME.resolve("node_modules"), side);
        int count = writer.write(out, line -> System.err.println("pocket: " + line));
        System.out.println(count + " drawings in " + out);
        return 0;
    }
}
