package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles made to harm whoever opens them. */
class HostilePickleTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "subprocess, Popen",
        "builtins, eval",
        "builtins, exec",
        "__builtin__, getattr",
        "builtins, __import__",
        "builtins, print.__self__",
        "sys, modules",
        "socket, socket",
        "shutil, rmtree",
        "runpy, _run_code",
        "webbrowser, open",
        "os.path, os.system",
        "operator, attrgetter",
        "torch.hub, load",
        "anything, __reduce__.__globals__"
    })
    void forbiddenGlobalsEndTheReading(String module, String name) throws IOException {
        byte[] pickle = new Pickle()
                .global(module, name)
                .text("touch pwned")
                .op(PickleOp.TUPLE1, PickleOp.REDUCE)
                .stop();
        Path file = zip(pickle);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> TorchFile.read(file))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(66))
                .withMessage(
                        file + ", byte 66: global '" + module + "." + name
                                + "' is forbidden: the file tries to call it when opened by other programs; nothing was executed");
    }

    /** The same by the other ways to name a global. */
    @Test
    void forbiddenGlobalsAreSeenInEveryOpcode() throws IOException {
        byte[] stackGlobal =
                new Pickle().text("os").text("system").op(PickleOp.STACK_GLOBAL).stop();
        byte[] inst = new Pickle()
                .op(PickleOp.MARK)
                .text("touch pwned")
                .op(PickleOp.INST)
                .lines("os", "system")
                .stop();
        byte[] obj = new Pickle()
                .op(PickleOp.MARK)
                .global("os", "system")
                .op(PickleOp.OBJ)
                .stop();
        for (byte[] pickle : List.of(stackGlobal, inst, obj)) {
            refused(pickle, "global 'os.system' is forbidden");
        }
    }

    /** {@code getattr} under a name that is not forbidden: the chain has nothing to hold on to. */
    @Test
    void callsOfUnknownGlobalsGiveTheirName() throws IOException {
        byte[] pickle = new Pickle()
                .global("friendly", "loader")
                .text("os")
                .op(PickleOp.TUPLE1, PickleOp.REDUCE)
                .text("system")
                .op(PickleOp.TUPLE1, PickleOp.REDUCE)
                .op(PickleOp.EMPTY_DICT, PickleOp.BUILD)
                .stop();
        assertThat(read(pickle)).isEqualTo(new InertObject("friendly.loader"));
    }

    @Test
    void aClaimedLengthIsCheckedFirst() throws IOException {
        refused(
                new Pickle().op(PickleOp.BINUNICODE).int32(0x7fffffff).stop(),
                "expected 2147483647 more bytes, found 1");
        refused(new Pickle().op(PickleOp.BINBYTES).int32(-1).stop(), "expected 4294967295 more bytes, found 1");
        refused(new Pickle().op(PickleOp.LONG4).int32(1 << 30).stop(), "expected 1073741824 more bytes, found 1");
        refused(
                new Pickle().op(PickleOp.BINUNICODE8).int32(-1).int32(-1).stop(),
                "expected 18446744073709551615 more bytes, found 1");
    }

    @Test
    void containersInsideThemselvesAreRefused() throws IOException {
        refused(
                new Pickle()
                        .op(PickleOp.EMPTY_LIST, PickleOp.BINPUT, 0, PickleOp.BINGET, 0, PickleOp.APPEND)
                        .stop(),
                "a container that contains itself");
        refused(
                new Pickle()
                        .op(PickleOp.EMPTY_LIST, PickleOp.BINPUT, 0, PickleOp.BINGET, 0, PickleOp.TUPLE1)
                        .op(PickleOp.APPEND)
                        .stop(),
                "a container that contains itself");
    }

    /** Forty lists, each holding the one before twice: 2 to the 40 values in 300 bytes. */
    @Test
    void sharingThatUnfoldsWithoutEndIsRefused() throws IOException {
        Pickle pickle = new Pickle().op(PickleOp.EMPTY_LIST);
        for (int i = 0; i < 40; i++) {
            pickle.op(PickleOp.BINPUT, i, PickleOp.BINGET, i, PickleOp.TUPLE2);
        }
        refused(pickle.stop(), "unfolds to more than 2000000 values");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        Pickle pickle = new Pickle().op(PickleOp.EMPTY_LIST);
        for (int i = 0; i < 1_000_000; i++) {
            pickle.op(PickleOp.TUPLE1);
        }
        refused(pickle.stop(), "nested more than 100 deep");
    }

    @Test
    void manySmallValuesAreRefused() throws IOException {
        Pickle pickle = new Pickle();
        for (int i = 0; i < 2_000_001; i++) {
            pickle.op(PickleOp.EMPTY_DICT);
        }
        refused(pickle.stop(), "makes more than 2000000 values");
    }

    /** The list is small in the file and would be copied at each call. */
    @Test
    void copiesByCallsAreCounted() throws IOException {
        Pickle pickle = new Pickle().op(PickleOp.MARK);
        for (int i = 0; i < 1_000; i++) {
            pickle.op(PickleOp.BININT1, 1, PickleOp.BININT1, 2, PickleOp.TUPLE2);
        }
        pickle.op(PickleOp.LIST, PickleOp.TUPLE1, PickleOp.BINPUT, 0)
                .global("collections", "OrderedDict")
                .op(PickleOp.BINPUT, 1);
        for (int i = 0; i < 3_000; i++) {
            pickle.op(PickleOp.BINGET, 1, PickleOp.BINGET, 0, PickleOp.REDUCE);
        }
        refused(pickle.stop(), "makes more than 2000000 values");
    }

    @Test
    void malformedPicklesNameTheOpcode() throws IOException {
        refused(new Pickle().op(PickleOp.TUPLE3).stop(), "byte 66: takes a value that is not there");
        refused(new Pickle().op(PickleOp.APPENDS).stop(), "byte 66: ends a group that was never begun");
        refused(new Pickle().op(PickleOp.BINGET, 7).stop(), "byte 66: recalls value 7, which was never stored");
        refused(new Pickle().op(0x82, 1).stop(), "byte 66: opcode 0x82 is unknown or not allowed");
        refused(new Pickle().op(PickleOp.PROTO, 9).stop(), "pickle protocol 9 is unknown");
        refused(
                new Pickle()
                        .op(PickleOp.NONE, PickleOp.EMPTY_TUPLE, PickleOp.REDUCE)
                        .stop(),
                "byte 68: calls something that is not a function");
        refused(
                new Pickle()
                        .op(PickleOp.EMPTY_DICT, PickleOp.EMPTY_LIST, PickleOp.NONE, PickleOp.SETITEM)
                        .stop(),
                "a dictionary key is neither a number nor a text");
        refused(new Pickle().op(PickleOp.NONE, PickleOp.NONE, PickleOp.APPEND).stop(), "not a list");
    }

    /** Tensors that claim what their storage, of 64 bytes, has not. */
    @ParameterizedTest
    @CsvSource({
        "FloatStorage, 0, 17, 0, 4, 1, should have 68 bytes and has 64",
        "FloatStorage, 1, 16, 0, 4, 1, has no storage '1'",
        "FloatStorage, ../0, 16, 0, 4, 1, has no storage '../0'",
        "FloatStorage, 0, 16, 13, 4, 1, needs 4 elements of its storage",
        "FloatStorage, 0, 16, 17, 0, 1, begins at element 17 of 16",
        "FloatStorage, 0, 16, -1, 4, 1, begins at element -1 of 16",
        "FloatStorage, 0, 16, 0, -4, 1, no negative size",
        "FloatStorage, 0, 16, 0, 4, -1, no negative stride",
        "FloatStorage, 0, 16, 0, 4, 6, needs 19 elements of its storage",
        "FloatStorage, 0, 16, 0, 2000000000, 0, repeats a storage of 16",
        "FloatStorage, 0, 16, 0, 2000000000, 2000000000, a tensor is impossible",
        "QInt8Storage, 0, 16, 0, 4, 1, storages of type 'torch.QInt8Storage' are not supported"
    })
    void tensorsStayInsideTheirStorage(
            String type, String key, int elements, int first, int size, int stride, String reason) throws IOException {
        byte[] pickle = new Pickle()
                .global("torch._utils", "_rebuild_tensor_v2")
                .op(PickleOp.MARK)
                .storage(type, key, elements)
                .op(PickleOp.BININT)
                .int32(first)
                .op(PickleOp.BININT)
                .int32(size)
                .op(PickleOp.TUPLE1, PickleOp.BININT)
                .int32(stride)
                .op(PickleOp.TUPLE1, PickleOp.NEWFALSE, PickleOp.NONE, PickleOp.TUPLE, PickleOp.REDUCE)
                .stop();
        refused(pickle, reason);
    }

    private @Nullable Object read(byte[] pickle) throws IOException {
        return TorchFile.read(zip(pickle));
    }

    private void refused(byte[] pickle, String reason) throws IOException {
        Path file = zip(pickle);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> TorchFile.read(file))
                .withMessageStartingWith(file + ", byte ")
                .withMessageContaining(reason);
    }

    private Path zip(byte[] pickle) throws IOException {
        return Pickle.zip(folder.resolve("evil.pt"), pickle, 64);
    }
}
