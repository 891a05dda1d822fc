/**
 * What a file is, found without executing or decoding more of it than needed: {@link
 * io.brushwork.app.engine.FileFacts} looks at the first bytes and at the names of the tensors.
 *
 * <p>Facts are a JSON object, printed as it is or as text.
 */
@NullMarked
package io.brushwork.app.cli.info;

import org.jspecify.annotations.NullMarked;
