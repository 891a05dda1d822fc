package io.brushwork.pocket;

import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.StyleDrawings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the folder of pictures and captions that a hypernetwork learns a style from. */
@Command(
        name = "style-data",
        description = "Copies a few drawings of a style, with captions, for a hypernetwork to learn.")
final class StyleDataCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "folder that \"pocket/run data\" wrote")
    private Path data = Path.of("data");

    @Option(names = "--style", required = true, description = "${COMPLETION-CANDIDATES}")
    private DrawingSet style = DrawingSet.HIGH_CONTRAST;

    @Option(names = "--count", defaultValue = "60", description = "drawings (${DEFAULT-VALUE}); fewer are some of more")
    private int count;

    @Option(names = "--out", required = true, description = "folder to write")
    private Path out = Path.of("style");

    @Override
    public Integer call() throws Exception {
        DrawingList list = DrawingList.read(data);
        List<Drawing> chosen = StyleDrawings.of(list.drawings(), style, count);
        StyleDrawings.copy(list, chosen, out);
        System.out.println(out + ", " + chosen.size() + " drawings");
        return 0;
    }
}
