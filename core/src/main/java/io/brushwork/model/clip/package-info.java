/**
 * CLIP's text towers: token ids to the context that the U-Net attends to.
 *
 * <p>Read {@link io.brushwork.model.clip.ClipTextModel}. Prompt grammar, chunks and emphasis are not here: {@code
 * io.brushwork.text} and the front door deal with them.
 */
@NullMarked
package io.brushwork.model.clip;

import org.jspecify.annotations.NullMarked;
