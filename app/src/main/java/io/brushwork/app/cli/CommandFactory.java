package io.brushwork.app.cli;

import picocli.CommandLine;

/** Makes the commands: those that write progress are given the terminal. */
final class CommandFactory implements CommandLine.IFactory {
    private final Terminal terminal;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == OutputFlags.class) {
            return type.cast(new OutputFlags(terminal));
        }
        return others.create(type);
    }
}
