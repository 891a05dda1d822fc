/**
 * What the command line and the server share: a loaded model at work, where pictures go, what files are. Free of picocli and
 * of HTTP.
 */
@NullMarked
package io.brushwork.app.engine;

import org.jspecify.annotations.NullMarked;
