/**
 * CLIP's text towers: token ids to the context that the U-Net attends to.
 *
 * <p>{@link io.brushwork.model.clip.TextEncoder} is what others use, {@link io.brushwork.model.clip.ClipTextModel} the one
 * there is. Prompt grammar, chunks and emphasis are not here: {@code
 * io.brushwork.text} and the front door deal with them.
 */
@NullMarked
package io.brushwork.model.clip;

import org.jspecify.annotations.NullMarked;
