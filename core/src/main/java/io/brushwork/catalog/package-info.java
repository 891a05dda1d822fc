/**
 * Models on the disk: what lies where, under which name, which file a model is, and which one is taken.
 *
 * <p>{@link io.brushwork.catalog.ModelTree} knows the folders of Brushwork and of A1111; each of its {@link
 * io.brushwork.catalog.ModelFolder}s lists and finds models by name, and never guesses between two. {@link
 * io.brushwork.catalog.FileHash} says which model a file is, whatever it is called; {@link
 * io.brushwork.catalog.HashCache} remembers it. {@link io.brushwork.catalog.ModelIdentity} is what infotext says of a
 * model.
 *
 * <p>{@link io.brushwork.catalog.ModelCatalog} is all that one user has; {@link io.brushwork.catalog.ModelSelection} says
 * which checkpoint and which autoencoder draw: those that were named, those that made a recorded picture ({@link
 * io.brushwork.catalog.RecordedPicture}), or those that are taken where nothing was said.
 */
@NullMarked
package io.brushwork.catalog;

import org.jspecify.annotations.NullMarked;
