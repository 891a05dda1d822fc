/** The command line that makes the embedded model; see {@code pocket/README.md}. */
@NullMarked
package io.brushwork.pocket;

import org.jspecify.annotations.NullMarked;
