/** Hypernetworks. */
@NullMarked
package io.brushwork.hypernetwork;

import org.jspecify.annotations.NullMarked;
