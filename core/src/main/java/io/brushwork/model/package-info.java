/**
 * A checkpoint as a whole: {@link io.brushwork.model.Networks} are the text model, the U-Net and the autoencoder that it
 * holds, {@link io.brushwork.model.PromptEncoder} makes the U-Net's context of a prompt. The networks themselves are in
 * the packages below.
 */
@NullMarked
package io.brushwork.model;

import org.jspecify.annotations.NullMarked;
