/**
 * What is done with hypernetwork files besides drawing: presets and advice for new ones ({@link
 * io.brushwork.hypernetwork.tools.Preset}, {@link io.brushwork.hypernetwork.tools.CreateAdvice}), a look inside ({@link
 * io.brushwork.hypernetwork.tools.Inspection}), other formats and number types ({@link
 * io.brushwork.hypernetwork.tools.Conversion}), weighted sums ({@link
 * io.brushwork.hypernetwork.tools.HypernetworkMerge}), and, of linear ones, checkpoints and LoRAs that do the same
 * ({@link io.brushwork.hypernetwork.tools.CheckpointFold}, {@link io.brushwork.hypernetwork.tools.LoraFold}).
 */
@NullMarked
package io.brushwork.hypernetwork.tools;

import org.jspecify.annotations.NullMarked;
