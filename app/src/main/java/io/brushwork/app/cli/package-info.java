/**
 * The command line: one class per command, each a thin layer over the library.
 *
 * <p>{@link io.brushwork.app.cli.Main} starts it. Flags that commands share are classes named {@code …Flags}; together
 * they make the library's {@code GenerationRequest} and {@code ModelOptions}, whose defaults and checks hold here too: a
 * flag that is not given is not set. {@code ModelSession} of {@code app.engine} is a loaded model at work; {@code
 * TextLines} and {@code JsonLines} tell of it; {@code FieldFlags} knows the flags of the library's fields; {@code Failure} turns exceptions into one sentence and an exit code.
 *
 * <p>docs/cli.md is the manual.
 */
@NullMarked
package io.brushwork.app.cli;

import org.jspecify.annotations.NullMarked;
