/**
 * Models on the disk: what lies where, under which name, and which file a model is.
 *
 * <p>{@link io.brushwork.catalog.ModelTree} knows the folders of Brushwork and of A1111; each of its {@link
 * io.brushwork.catalog.ModelFolder}s lists and finds models by name, and never guesses between two. {@link
 * io.brushwork.catalog.FileHash} says which model a file is, whatever it is called; {@link
 * io.brushwork.catalog.HashCache} remembers it. {@link io.brushwork.files.models.OutputNames} names new pictures.
 */
@NullMarked
package io.brushwork.files.models;

import org.jspecify.annotations.NullMarked;
