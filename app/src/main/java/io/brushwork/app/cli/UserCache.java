package io.brushwork.app.cli;

import java.nio.file.Path;

/** What Brushwork keeps for a user from one start to the next. */
final class UserCache {
    private UserCache() {}

    /** The file of hashes, in {@code $XDG_CACHE_HOME/brushwork} or {@code ~/.cache/brushwork}. */
    static Path hashes() {
        return folder().resolve("hashes.json");
    }

    private static Path folder() {
        String chosen = System.getProperty("brushwork.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        // The XDG specification has relative paths ignored.
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("brushwork");
    }
}
