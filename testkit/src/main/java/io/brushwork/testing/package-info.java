/**
 * What tests of several modules share: recorded values of the reference programs ({@link io.brushwork.testing.Golden}), small
 * checkpoints drawn from recipes, and the place of the repository.
 *
 * <p>These sources and resources belong to the tests of each module that names them in its pom. They are no module with an
 * artifact of their own: they need the library, and the library's tests need them, which Maven could not put in order.
 */
@NullMarked
package io.brushwork.testing;

import org.jspecify.annotations.NullMarked;
