/**
 * Models on the disk: what lies where, under which name, and which file a model is.
 *
 * <p>{@link io.brushwork.files.models.ModelTree} knows the folders of Brushwork and of A1111; each of its {@link
 * io.brushwork.files.models.ModelFolder}s lists and finds models by name, and never guesses between two. {@link
 * io.brushwork.files.models.FileHash} says which model a file is, whatever it is called; {@link
 * io.brushwork.files.models.HashCache} remembers it. {@link io.brushwork.files.models.OutputNames} names new pictures.
 */
@NullMarked
package io.brushwork.files.models;

import org.jspecify.annotations.NullMarked;
