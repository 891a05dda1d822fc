package io.brushwork.files;

import static io.brushwork.files.PickleOp.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle into a tree of plain values and executes nothing: a global is a name, and what calling it gives is
 * decided by {@link Callables}. Protocols 0 to 5, without extension codes and out-of-band buffers.
 *
 * <p>Hostile pickles cost at most {@link #MAX_VALUES} small objects and time linear in their length. The general reader
 * net.razorvine:pickle 1.5 was measured for this place and could not be held to that: an 8-byte file that claims a long
 * text made it allocate 1.5 GB, a list that is a key of itself overflowed its stack, and its errors carry no offset.
 *
 * <p>Source of the opcodes' meaning: Python's {@code pickletools}. Values: null, Boolean, Long, Double, String,
 * {@link Tuple}, {@link ArrayList} (list and set), {@link LinkedHashMap}, {@link InertObject} (also for bytes and for
 * whole numbers of more than 64 bits), and what the callables give.
 */
final class PickleReader {
    /** A checkpoint of Stable Diffusion 1.5 with its moving averages takes about 40,000. */
    static final int MAX_VALUES = 2_000_000;

    /** Names are joined, hashed and compared again and again, so they must be short. */
    static final int MAX_NAME = 1_000;

    /** What the file may refer to. Both methods get the offset of the opcode for their errors. */
    interface Callables {
        /** The value of {@code callee(*args)}; the callee itself where it is unknown. */
        @Nullable
        Object call(InertObject callee, Tuple args, long at) throws ModelFormatException;

        /** The object that lives outside the pickle under an id. */
        Object persistent(@Nullable Object id, long at) throws ModelFormatException;
    }

    private final ByteReader in;
    private final PickleScalars scalars;
    private final Callables callables;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, @Nullable Object> memo = new HashMap<>();
    private int values;
    private long at;

    private PickleReader(ByteReader in, Callables callables) {
        this.in = in;
        this.scalars = new PickleScalars(in);
        this.callables = callables;
    }

    /**
     * Reads the pickle at the reader's position and leaves the reader behind it. The tree is checked by
     * {@link FiniteTree}.
     */
    static @Nullable Object read(ByteReader in, Callables callables) throws IOException {
        long start = in.position();
        Object tree = new PickleReader(in, callables).run();
        FiniteTree.check(in.file(), start, tree);
        return tree;
    }

    private @Nullable Object run() throws IOException {
        while (true) {
            at = in.position();
            int op = in.u8();
            if (op == STOP) {
                return pop();
            }
            if (scalars.isScalar(op)) {
                push(scalars.read(op));
            } else if (!container(op) && !object(op) && !memory(op)) {
                throw malformed(String.format("opcode 0x%02x is unknown or not allowed", op));
            }
        }
    }

    private boolean container(int op) throws ModelFormatException {
        switch (op) {
            case EMPTY_TUPLE -> push(Tuple.of());
            case TUPLE1 -> push(new Tuple(popLast(1)));
            case TUPLE2 -> push(new Tuple(popLast(2)));
            case TUPLE3 -> push(new Tuple(popLast(3)));
            case TUPLE -> push(new Tuple(popMark()));
            case EMPTY_LIST, EMPTY_SET -> push(new ArrayList<>());
            case LIST, FROZENSET -> push(popMark());
            case APPEND -> append(popLast(1));
            case APPENDS, ADDITEMS -> append(popMark());
            case EMPTY_DICT -> push(new LinkedHashMap<>());
            case DICT -> {
                List<@Nullable Object> items = popMark();
                push(new LinkedHashMap<>());
                setItems(items);
            }
            case SETITEM -> setItems(popLast(2));
            case SETITEMS -> setItems(popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int op) throws IOException {
        switch (op) {
            case GLOBAL -> push(global(name(), name()));
            case STACK_GLOBAL -> {
                List<@Nullable Object> names = popLast(2);
                push(global(name(names.get(0)), name(names.get(1))));
            }
            case REDUCE, NEWOBJ -> {
                List<@Nullable Object> call = popLast(2);
                push(call(call.get(0), call.get(1)));
            }
            case NEWOBJ_EX -> {
                List<@Nullable Object> call = popLast(3);
                push(call(call.get(0), call.get(1)));
            }
            case INST -> {
                InertObject type = global(name(), name());
                push(call(type, new Tuple(popMark())));
            }
            case OBJ -> {
                List<@Nullable Object> call = popMark();
                if (call.isEmpty()) {
                    throw malformed("an object has no class");
                }
                push(call(call.get(0), new Tuple(call.subList(1, call.size()))));
            }
            // The state of an object: `_metadata` of an OrderedDict, attributes of what is inert. Nothing needs it.
            case BUILD -> popLast(1);
            case PERSID -> push(callables.persistent(name(), at));
            case BINPERSID -> push(callables.persistent(pop(), at));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int op) throws IOException {
        switch (op) {
            case PROTO -> {
                int protocol = in.u8();
                if (protocol > 5) {
                    throw malformed("pickle protocol " + protocol + " is unknown");
                }
            }
            case FRAME -> in.i64();
            case MARK -> {
                spend(1);
                marks.add(stack.size());
            }
            case POP -> {
                if (!marks.isEmpty() && fence() == stack.size()) {
                    popMark();
                } else {
                    pop();
                }
            }
            case POP_MARK -> popMark();
            case DUP -> push(top());
            case GET -> push(recall(scalars.decimal(in.line(20))));
            case BINGET -> push(recall(in.u8()));
            case LONG_BINGET -> push(recall(in.u32()));
            case PUT -> memorize(scalars.decimal(in.line(20)));
            case BINPUT -> memorize(in.u8());
            case LONG_BINPUT -> memorize(in.u32());
            case MEMOIZE -> memorize(memo.size());
            default -> {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object call(@Nullable Object callee, @Nullable Object args) throws ModelFormatException {
        if (!(callee instanceof InertObject function)) {
            throw malformed("calls something that is not a function");
        }
        if (!(args instanceof Tuple tuple)) {
            throw malformed("calls '" + function.qualifiedName() + "' with arguments that are no tuple");
        }
        // A call may copy the list that it is given, and the same list can be given again and again.
        spend(tuple.stream()
                .mapToLong(arg -> arg instanceof List<?> list ? list.size() : 0)
                .sum());
        return callables.call(function, tuple, at);
    }

    private InertObject global(String module, String name) throws ModelFormatException {
        if (ForbiddenGlobals.contains(module, name)) {
            throw malformed("global '" + module + "." + name + "' is forbidden: the file tries to call it when opened "
                    + "by other programs; nothing was executed");
        }
        return new InertObject(module + "." + name);
    }

    private String name() throws IOException {
        return scalars.utf8(in.line(MAX_NAME));
    }

    private String name(@Nullable Object value) throws ModelFormatException {
        if (value instanceof String text && text.length() <= MAX_NAME) {
            return text;
        }
        throw malformed("the name of a global is not a text of at most " + MAX_NAME + " characters");
    }

    private void append(List<@Nullable Object> items) throws ModelFormatException {
        Object target = top();
        if (target instanceof ArrayList<?>) {
            listAtTop(target).addAll(items);
        } else if (!(target instanceof InertObject)) {
            throw malformed("appends to something that is not a list");
        }
    }

    private void setItems(List<@Nullable Object> items) throws ModelFormatException {
        Object target = top();
        if (target instanceof InertObject) {
            return;
        }
        if (!(target instanceof LinkedHashMap<?, ?>)) {
            throw malformed("puts items into something that is not a dictionary");
        }
        if (items.size() % 2 != 0) {
            throw malformed("a dictionary has a key without a value");
        }
        Map<Object, @Nullable Object> dictionary = dictionaryAtTop(target);
        for (int i = 0; i < items.size(); i += 2) {
            dictionary.put(PickleScalars.key(in.file(), at, items.get(i)), items.get(i + 1));
        }
    }

    @SuppressWarnings("unchecked") // Every ArrayList on the stack was made here.
    private static List<@Nullable Object> listAtTop(Object target) {
        return (List<@Nullable Object>) target;
    }

    @SuppressWarnings("unchecked") // Every LinkedHashMap on the stack was made here or by a callable.
    private static Map<Object, @Nullable Object> dictionaryAtTop(Object target) {
        return (Map<Object, @Nullable Object>) target;
    }

    private void memorize(long key) throws ModelFormatException {
        spend(1);
        memo.put(key, top());
    }

    private @Nullable Object recall(long key) throws ModelFormatException {
        if (!memo.containsKey(key)) {
            throw malformed("recalls value " + key + ", which was never stored");
        }
        return memo.get(key);
    }

    private void push(@Nullable Object value) throws ModelFormatException {
        spend(1);
        stack.add(value);
    }

    private @Nullable Object top() throws ModelFormatException {
        return need(1).get(stack.size() - 1);
    }

    private @Nullable Object pop() throws ModelFormatException {
        return need(1).remove(stack.size() - 1);
    }

    private List<@Nullable Object> popLast(int count) throws ModelFormatException {
        return cut(need(count).size() - count);
    }

    private List<@Nullable Object> popMark() throws ModelFormatException {
        if (marks.isEmpty()) {
            throw malformed("ends a group that was never begun");
        }
        return cut(marks.remove(marks.size() - 1));
    }

    private List<@Nullable Object> cut(int from) {
        List<@Nullable Object> tail = stack.subList(from, stack.size());
        List<@Nullable Object> copy = new ArrayList<>(tail);
        tail.clear();
        return copy;
    }

    /** The stack, with so many values above the last mark. */
    private List<@Nullable Object> need(int count) throws ModelFormatException {
        if (stack.size() - fence() < count) {
            throw malformed("takes a value that is not there");
        }
        return stack;
    }

    private int fence() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private void spend(long count) throws ModelFormatException {
        values += (int) Math.min(count, MAX_VALUES);
        if (values > MAX_VALUES) {
            throw malformed("the pickle makes more than " + MAX_VALUES + " values");
        }
    }

    private ModelFormatException malformed(String reason) {
        return new ModelFormatException(in.file(), at, reason);
    }
}
