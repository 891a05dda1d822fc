package io.brushwork.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What the system says of this process's memory. */
final class Memory {
    private Memory() {}

    /** Prints resident memory now and at its highest; of the files mapped into memory, only what was touched counts. */
    static void print(String when) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            System.out.println(when + ": "
                    + Files.readAllLines(status).stream()
                            .filter(line -> line.matches("(VmHWM|VmRSS|RssAnon|RssFile):.*"))
                            .map(line -> line.replaceAll("\\s+", " "))
                            .collect(Collectors.joining(", ")));
        }
    }
}
