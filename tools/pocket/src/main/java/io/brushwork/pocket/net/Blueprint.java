package io.brushwork.pocket.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of a network by name, in order, with a path to add more below: {@code b.at("attn1").linear("to_q", ...)}. */
public final class Blueprint {
    private final Map<String, Slot> slots;
    private final String prefix;

    public Blueprint() {
        this(new LinkedHashMap<>(), "");
    }

    /** Of tensors that are there already; none is drawn. */
    public static Blueprint of(Map<String, List<Long>> shapes) {
        Blueprint b = new Blueprint();
        shapes.forEach((name, shape) ->
                b.put(name, Slot.zero(shape.stream().mapToLong(Long::longValue).toArray())));
        return b;
    }

    private Blueprint(Map<String, Slot> slots, String prefix) {
        this.slots = slots;
        this.prefix = prefix;
    }

    /** All tensors, also those of other paths. */
    public Map<String, Slot> slots() {
        return Collections.unmodifiableMap(slots);
    }

    /** How many numbers there are. */
    public long elements() {
        return slots.values().stream().mapToLong(Slot::elements).sum();
    }

    Blueprint at(String child) {
        return new Blueprint(slots, prefix + child + ".");
    }

    void put(String name, Slot slot) {
        if (slots.put(prefix + name, slot) != null) {
            throw new IllegalStateException(prefix + name + ": twice");
        }
    }

    /** PyTorch's start of a linear layer: weight and bias uniform within one over the root of its inputs. */
    void linear(String name, long in, long out, boolean bias) {
        double bound = 1 / Math.sqrt((double) in);
        put(name + ".weight", Slot.uniform(bound, out, in));
        if (bias) {
            put(name + ".bias", Slot.uniform(bound, out));
        }
    }

    /** PyTorch's start of a convolution. */
    void conv(String name, long in, long out, int kernel) {
        double bound = 1 / Math.sqrt((double) (in * kernel * kernel));
        put(name + ".weight", Slot.uniform(bound, out, in, kernel, kernel));
        put(name + ".bias", Slot.uniform(bound, out));
    }

    /** A convolution that begins as nothing, so that its block begins as a shortcut: ldm's {@code zero_module}. */
    void zeroConv(String name, long in, long out, int kernel) {
        put(name + ".weight", Slot.zero(out, in, kernel, kernel));
        put(name + ".bias", Slot.zero(out));
    }

    void norm(String name, long width) {
        put(name + ".weight", Slot.one(width));
        put(name + ".bias", Slot.zero(width));
    }
}
