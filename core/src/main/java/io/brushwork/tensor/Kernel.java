package io.brushwork.tensor;

import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.FunctionSchema;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/** An operation of libtorch that has no Java binding, called through the dispatcher by its registered name. */
final class Kernel {
    private final OperatorHandle handle;

    private Kernel(OperatorHandle handle) {
        this.handle = handle;
    }

    /** @param overload empty for the plain one */
    static Kernel of(String name, String overload) {
        LibTorch.load();
        try (Scope scope = new Scope()) {
            return new Kernel(Scope.retain(Dispatcher.singleton().findSchemaOrThrow(name, overload)));
        }
    }

    /**
     * Calls it with its arguments in their order, none left out. The result is in the current scope, and so is the stack:
     * callers open one.
     */
    Tensor call(IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handle.callBoxed(stack);
        // A copy of the reference: the stack owns the one that it gives out.
        return new Tensor(stack.get(0).toTensor());
    }

    static IValue none() {
        return new IValue();
    }

    static IValue longs(long... values) {
        GenericList list = new GenericList(Types.LONG);
        for (long value : values) {
            list.push_back(new IValue(value));
        }
        return new IValue(list);
    }

    /** An empty list of optional scalars. */
    static IValue noScalars() {
        return new IValue(new GenericList(Types.OPTIONAL_SCALAR));
    }

    /** The element types of lists, which can only be had from a schema. */
    private static final class Types {
        static final Type.TypePtr LONG = elementsOf("int[]");
        static final Type.TypePtr OPTIONAL_SCALAR = elementsOf("Scalar?[]");

        private static Type.TypePtr elementsOf(String list) {
            try (Scope scope = new Scope()) {
                FunctionSchema schema = torch.parseSchema("f(" + list + " a) -> Tensor");
                Argument argument = schema.arguments();
                return Scope.retain(new Type.TypePtr(argument.type().access().containedType(0)));
            }
        }
    }
}
