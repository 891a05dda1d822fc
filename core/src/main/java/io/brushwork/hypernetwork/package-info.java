/**
 * Hypernetworks: small networks that change the context of a U-Net's attention layers before keys and values are made of
 * it, exactly as AUTOMATIC1111's web UI (v1.10.1) applies them, and with finer control.
 *
 * <h2>The mathematics</h2>
 *
 * For each context width a {@link io.brushwork.hypernetwork.Hypernetwork} has a pair of {@link
 * io.brushwork.hypernetwork.HypernetworkModule}s, one for keys and one for values, shared by all layers of that width. A
 * module changes x, [n, tokens, width], to {@code x + strength * g(x)}; g is a list of linear layers with {@link
 * io.brushwork.hypernetwork.Activation}s, layer norms and dropouts between them, as the {@link
 * io.brushwork.hypernetwork.HypernetworkConfig} says. Weights and arithmetic are float32 whatever the model's type.
 * Several networks are composed, the second working on what the first gives.
 *
 * <h2>From a prompt to the attention layers</h2>
 *
 * <pre>
 * ExtraNetworkTags.parse(prompt) ─► HypernetworkTag.of(…) ──────┐
 *            name ─► (lookup) ─► Hypernetwork.load(path) ────────┴─► AppliedHypernetwork
 *                                                                        │ in prompt order
 *                             CrossAttention ◄─ ContextTransform ◄─ HypernetworkChain.at(step, steps)
 * </pre>
 *
 * A {@link io.brushwork.hypernetwork.Strength} says how strong a network is on keys and values, in parts and blocks of the
 * U-Net, and in which steps. Where it is 0 the context comes back as the very same tensor. Where all networks of a chain
 * are linear the chain offers one affine map, which attention folds into its projections. {@link
 * io.brushwork.hypernetwork.HypernetworkChain#at} gives the same instance for steps in which the same networks act, so
 * that keys and values of the prompt can be kept from step to step.
 *
 * <p>{@link io.brushwork.hypernetwork.WidthFit} says beforehand how a network suits a model, {@link
 * io.brushwork.hypernetwork.EffectRecorder} afterwards what it did, and {@link
 * io.brushwork.hypernetwork.LayerStatistics} what is in it. Warnings are values; nothing is logged.
 *
 * <h2>Files</h2>
 *
 * A1111's {@code .pt} of any age and Brushwork's {@code .safetensors}, described in docs/formats.md. Every tensor is
 * checked against the declared structure before a number is read. A network is what its {@link
 * io.brushwork.hypernetwork.Hypernetwork.Id} says, path and hash, never its name: names repeat.
 *
 * <h2>Ownership</h2>
 *
 * A network owns its weights in native memory until it is closed. Chains and transforms borrow it. All tensors that a
 * transform gives are in the caller's {@link io.brushwork.tensor.Scope}.
 */
@NullMarked
package io.brushwork.hypernetwork;

import org.jspecify.annotations.NullMarked;
