package io.brushwork.app.cli;

/**
 * Where progress goes.
 *
 * @param interactive whether stderr is a terminal, on which a line can be drawn over
 * @param columns its width in characters
 */
record Terminal(boolean interactive, int columns) {
    static final Terminal NONE = new Terminal(false, 80);

    private static final int LEAST = 40;

    /**
     * The terminal of this process. Java cannot tell whether stderr alone is one, so that the launcher says so, in the
     * system property {@code brushwork.columns}; without it there is none.
     */
    static Terminal ofProcess() {
        Integer columns = Integer.getInteger("brushwork.columns");
        return columns == null ? NONE : new Terminal(!"dumb".equals(System.getenv("TERM")), Math.max(LEAST, columns));
    }
}
