package io.brushwork.app.cli;

import io.brushwork.app.engine.Environment;
import picocli.CommandLine;

/** Makes the commands: what draws is given the terminal and Ctrl-C, what looks for models the environment. */
final class CommandFactory implements CommandLine.IFactory {
    private final Environment environment;
    private final Terminal terminal;
    private final Interrupt interrupt;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Environment environment, Terminal terminal, Interrupt interrupt) {
        this.environment = environment;
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
        if (type == ModelsFlags.class) {
            return type.cast(new ModelsFlags(environment));
        }
        if (type == ModelFlags.class) {
            return type.cast(new ModelFlags(environment));
        }
        if (type == InfoCommand.class) {
            return type.cast(new InfoCommand(environment));
        }
        return others.create(type);
    }
}
