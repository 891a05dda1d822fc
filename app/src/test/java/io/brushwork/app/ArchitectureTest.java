package io.brushwork.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.brushwork.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The structure is what docs/architecture.md says: its table of packages is read and held against the classes. */
class ArchitectureTest {
    private static final String ROOT = "io.brushwork";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\|[^|]*\\| ([^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** What each package may use, by the table. */
    private static Map<String, Set<String>> table() throws IOException {
        String page = Files.readString(Repository.file("docs/architecture.md"));
        String section = page.substring(page.indexOf("## Packages"), page.indexOf("## Where the next thing goes"));
        Map<String, Set<String>> table = new LinkedHashMap<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            Set<String> uses = new LinkedHashSet<>();
            Matcher name = NAME.matcher(row.group(2));
            while (name.find()) {
                uses.add(name.group(1));
            }
            table.put(row.group(1), uses);
        }
        return table;
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    private static String room(JavaClass type) {
        return type.getPackageName().equals(ROOT) ? "." : type.getPackageName().substring(ROOT.length() + 1);
    }

    private static boolean isCore(String room) {
        return !room.startsWith("app.");
    }

    @Test
    void packagesUseWhatTheirRowNames() throws IOException {
        Map<String, Set<String>> table = table();
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = room(type);
            Set<String> allowed = table.getOrDefault(from, Set.of());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(ArchitectureTest::isOurs)
                    .map(ArchitectureTest::room)
                    .filter(to -> !to.equals(from) && !allowed.contains(to))
                    .filter(to -> !(allowed.contains("core") && isCore(to)))
                    .forEach(to -> violations.add(type.getName() + " uses " + to));
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void theTableNamesThePackagesThatThereAre() throws IOException {
        Set<String> there = CLASSES.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
        there.remove("testing");
        assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".app.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    /** The library speaks of its own fields; a flag is the command line's word for one. */
    @Test
    void nothingInTheLibraryNamesAFlag() throws IOException {
        Pattern flag = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*--[a-z][a-z-]+(?:[^\"\\\\]|\\\\.)*\"");
        List<String> found = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Repository.file("core/src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                for (String line : Files.readAllLines(source)) {
                    if (flag.matcher(line).find()) {
                        found.add(source.getFileName() + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Who uses the library from the door sees no type of libtorch's bindings but in {@code tensor}. */
    @Test
    void theFrontPackagesShowNoBindings() {
        Set<String> front = Set.of(
                ".",
                "base",
                "catalog",
                "files",
                "files.picture",
                "generation",
                "infotext",
                "job",
                "text",
                "training",
                "training.schedule");
        Set<String> shown = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (front.contains(room(type)) && isPublic(type)) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> Stream.concat(
                                        Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                                .anyMatch(used -> used.getPackageName().startsWith("org.bytedeco")))
                        .forEach(method -> shown.add(method.getFullName()));
            }
        }
        assertThat(shown).isEmpty();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    /** What is exported is there, and the rest of the library is not. */
    @Test
    void theModuleExportsPackagesThatThereAre() throws IOException {
        String module = Files.readString(Repository.file("core/src/main/java/module-info.java"));
        Matcher export = Pattern.compile("exports ([a-z.]+);").matcher(module);
        Set<String> exported = new TreeSet<>();
        while (export.find()) {
            exported.add(export.group(1));
        }
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .containsAll(exported);
        assertThat(exported).contains(ROOT, ROOT + ".training").doesNotContain(ROOT + ".nn", ROOT + ".model.unet");
    }
}
