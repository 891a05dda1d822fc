package io.brushwork.app.cli;

import picocli.CommandLine;

/** Makes the commands: those that draw are given the terminal and Ctrl-C. */
final class CommandFactory implements CommandLine.IFactory {
    private final Terminal terminal;
    private final Interrupt interrupt;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Terminal terminal, Interrupt interrupt) {
        this.terminal = terminal;
        this.interrupt = interrupt;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == OutputFlags.class) {
            return type.cast(new OutputFlags(terminal, interrupt));
        }
        if (type == HypernetworkTrainCommand.class) {
            return type.cast(new HypernetworkTrainCommand(terminal, interrupt));
        }
        return others.create(type);
    }
}
