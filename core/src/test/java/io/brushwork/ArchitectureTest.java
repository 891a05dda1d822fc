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
                .withOptionalLayers(true)
                .layer("training")
                .definedBy("io.brushwork.training..")
                .layer("front")
                .definedBy("io.brushwork")
                .layer("dataset")
                .definedBy("io.brushwork.dataset..")
                .layer("hypernetwork")
                .definedBy("io.brushwork.hypernetwork..")
                .layer("model")
                .definedBy("io.brushwork.model..")
                .layer("sampling")
                .definedBy("io.brushwork.sampling..")
                .layer("text")
                .definedBy("io.brushwork.text..")
                .layer("nn")
                .definedBy("io.brushwork.nn..")
                .layer("files")
                .definedBy("io.brushwork.files..")
                .layer("tensor")
                .definedBy("io.brushwork.tensor..")
                .whereLayer("training")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("front")
                .mayOnlyBeAccessedByLayers("training")
                .whereLayer("dataset")
                .mayOnlyBeAccessedByLayers("training")
                .whereLayer("hypernetwork")
                .mayOnlyBeAccessedByLayers("training", "front")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("training", "front", "dataset")
                .whereLayer("sampling")
                .mayOnlyBeAccessedByLayers("training", "front", "model")
                .whereLayer("text")
                .mayOnlyBeAccessedByLayers("training", "front", "dataset", "hypernetwork", "model")
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers("training", "front", "hypernetwork", "model")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("training", "front", "dataset", "hypernetwork", "model", "nn")
                .whereLayer("tensor")
                .mayOnlyBeAccessedByLayers("training", "front", "dataset", "hypernetwork", "model", "sampling", "nn");
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
