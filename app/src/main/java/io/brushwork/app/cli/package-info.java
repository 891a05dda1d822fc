/** The command line: one class per command. */
@NullMarked
package io.brushwork.app.cli;

import org.jspecify.annotations.NullMarked;
