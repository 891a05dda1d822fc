package io.brushwork.files;

import java.util.Set;

/**
 * The globals that a model file has no honest use for: what reaches a shell, the network, files or the interpreter.
 * Nothing is ever looked up by name here, so this list protects nobody using Brushwork. It is for telling the user that
 * a file is an attack instead of reading past it.
 */
final class ForbiddenGlobals {
    private static final Set<String> MODULES = Set.of(
            "os",
            "posix",
            "nt",
            "subprocess",
            "_posixsubprocess",
            "sys",
            "socket",
            "_socket",
            "ssl",
            "shutil",
            "runpy",
            "webbrowser",
            "pty",
            "commands",
            "popen2",
            "platform",
            "importlib",
            "imp",
            "pkgutil",
            "zipimport",
            "code",
            "codeop",
            "pdb",
            "bdb",
            "trace",
            "timeit",
            "cProfile",
            "profile",
            "pydoc",
            "doctest",
            "ctypes",
            "_ctypes",
            "cffi",
            "multiprocessing",
            "asyncio",
            "gc",
            "inspect",
            "marshal",
            "pickle",
            "_pickle",
            "cPickle",
            "dill",
            "cloudpickle",
            "joblib",
            "shelve",
            "http",
            "httplib",
            "urllib",
            "urllib2",
            "requests",
            "aiohttp",
            "ftplib",
            "smtplib",
            "telnetlib",
            "paramiko",
            "pip",
            "setuptools",
            "venv",
            "ensurepip",
            "winreg",
            "_winapi",
            "msvcrt",
            "antigravity");

    private static final Set<String> BUILTINS = Set.of(
            "eval",
            "exec",
            "execfile",
            "compile",
            "open",
            "file",
            "input",
            "raw_input",
            "__import__",
            "getattr",
            "setattr",
            "delattr",
            "globals",
            "locals",
            "vars",
            "breakpoint",
            "apply",
            "map",
            "filter",
            "reload",
            "help",
            "exit",
            "quit");

    private static final Set<String> OTHERS = Set.of(
            "operator.attrgetter",
            "operator.methodcaller",
            "_operator.attrgetter",
            "_operator.methodcaller",
            "functools.reduce",
            "types.FunctionType",
            "types.CodeType",
            "types.LambdaType",
            "torch.load",
            "torch.hub.load",
            "torch.jit.load",
            "numpy.load",
            "numpy.testing._private.utils.runstring");

    private ForbiddenGlobals() {}

    static boolean contains(String module, String name) {
        int dot = module.indexOf('.');
        String top = dot < 0 ? module : module.substring(0, dot);
        if (top.equals("builtins") || top.equals("__builtin__") || top.equals("__builtins__")) {
            // STACK_GLOBAL follows dots in names: 'builtins' with 'print.__self__.eval'.
            return name.indexOf('.') >= 0 || BUILTINS.contains(name);
        }
        return MODULES.contains(top) || OTHERS.contains(module + "." + name) || name.contains("__");
    }
}
