package io.triade.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.triade.local");

    @Test
    void knowsNothingOfTheServicesItStandsBeside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.triade.api..",
                        "io.triade.orchestration..",
                        "io.triade.prompt..",
                        "io.triade.contracts..",
                        "io.triade.defaults..",
                        "io.quarkus..")
                .check(CLASSES);
    }

    @Test
    void hasNoCyclesBetweenItsPackages() {
        slices().matching("io.triade.local.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void keepsTheModelsFromTheWire() {
        noClasses()
                .that()
                .resideInAPackage("io.triade.local.models..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.triade.local.bedrock..", "io.vertx.core.http..")
                .check(CLASSES);
    }
}
