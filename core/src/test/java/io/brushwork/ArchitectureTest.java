package io.brushwork;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Arrows between packages point down only: see docs/architecture.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.brushwork");

    @Test
    void arrowsPointDownOnly() {
        ArchRule layers = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.brushwork..")
                .layer("front")
                .definedBy("io.brushwork")
                .layer("hypernetwork")
                .definedBy("io.brushwork.hypernetwork..")
                .layer("sampling")
                .definedBy("io.brushwork.sampling..")
                .layer("model")
                .definedBy("io.brushwork.model..")
                .layer("text")
                .definedBy("io.brushwork.text..")
                .layer("nn")
                .definedBy("io.brushwork.nn..")
                .layer("files")
                .definedBy("io.brushwork.files..")
                .layer("tensor")
                .definedBy("io.brushwork.tensor..")
                .whereLayer("front")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("hypernetwork")
                .mayOnlyBeAccessedByLayers("front")
                .whereLayer("sampling")
                .mayOnlyBeAccessedByLayers("front")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("front")
                .whereLayer("text")
                .mayOnlyBeAccessedByLayers("front")
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers("front", "hypernetwork", "model")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("front", "hypernetwork", "model", "nn")
                .whereLayer("tensor")
                .mayOnlyBeAccessedByLayers("front", "hypernetwork", "model", "sampling", "nn");
        layers.check(CLASSES);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        SlicesRuleDefinition.slices()
                .matching("io.brushwork.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
