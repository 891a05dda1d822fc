/** What tests of several packages share. */
@NullMarked
package io.brushwork.testing;

import org.jspecify.annotations.NullMarked;
