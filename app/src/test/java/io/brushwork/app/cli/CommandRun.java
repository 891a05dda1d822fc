package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.app.engine.Environment;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** What one command wrote, and how it ended. */
record CommandRun(int exitCode, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CommandRun of(String... args) {
        return on(Terminal.NONE, args);
    }

    static CommandRun on(Terminal terminal, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (Interrupt interrupt = new Interrupt()) {
            CommandLine line = Main.commandLine(
                    Environment.ofProcess(),
                    terminal,
                    interrupt,
                    new PrintWriter(out, true),
                    new PrintWriter(err, true));
            int exitCode = Main.run(line, args);
            return new CommandRun(exitCode, out.toString(), err.toString());
        }
    }

    /** With the small checkpoint and its hypernetworks, a picture of 64x64 in two steps; what is given comes after. */
    static CommandRun small(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(
                command,
                "--model",
                PocketCheckpoint.safetensors().toString(),
                "--hypernet-dir",
                PocketCheckpoint.hypernetworks().toString(),
                "--width=64",
                "--height=64",
                "--steps=2"));
        args.addAll(Arrays.asList(more));
        return of(args.toArray(String[]::new));
    }

    /** The events of a run with {@code --json}. */
    List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : out.lines().toList()) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    JsonNode json() throws IOException {
        return JSON.readTree(out);
    }
}
