package io.brushwork.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.testing.Repository;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the README are programs: they compile, with nothing but what the library exports. */
class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXPORT = Pattern.compile("exports ([a-z.]+);");

    @TempDir
    private Path folder;

    @Test
    void programsOfTheReadmeCompile() throws IOException {
        List<String> programs = found(PROGRAM, "README.md");
        assertThat(programs).hasSize(2);
        for (String program : programs) {
            assertThat(errors(program)).as(program).isEmpty();
        }
    }

    @Test
    void aProgramWithAMistakeDoesNot() throws IOException {
        assertThat(errors("StableDiffusion.load(1);")).isNotEmpty();
    }

    private List<String> errors(String program) throws IOException {
        String imports = found(EXPORT, "core/src/main/java/module-info.java").stream()
                .map(name -> "import " + name + ".*;\n")
                .collect(Collectors.joining());
        String source = "import java.nio.file.*;\nimport java.util.*;\n" + imports
                + "class Program {\n    void run() throws Exception {\n" + program + "    }\n}\n";
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> heard = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        compiler.getTask(null, null, heard, options, null, List.of(file)).call();
        return heard.getDiagnostics().stream()
                .filter(said -> said.getKind() == Diagnostic.Kind.ERROR)
                .map(said -> said.getMessage(Locale.ROOT))
                .toList();
    }

    private static List<String> found(Pattern pattern, String file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(Repository.file(file)));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
