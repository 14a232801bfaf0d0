package io.grampus.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which part of Grampus may know which. The topmost package of a module is its face: it holds the
 * values that other modules see, which the packages below use too, and puts those packages
 * together.
 */
@AnalyzeClasses(packages = "io.grampus", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {
  @ArchTest
  static final ArchRule modulesDependInOneDirectionOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("native-bindings")
          .definedBy("io.grampus.os..")
          .layer("sandbox")
          .definedBy("io.grampus.sandbox..")
          .layer("stage-runner")
          .definedBy("io.grampus.build..")
          .layer("orca-compat")
          .definedBy("io.grampus.cli..")
          .whereLayer("orca-compat")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("stage-runner")
          .mayOnlyBeAccessedByLayers("orca-compat")
          .whereLayer("sandbox")
          .mayOnlyBeAccessedByLayers("stage-runner", "orca-compat");

  @ArchTest
  static final ArchRule thereIsNoOtherModule =
      noClasses()
          .should()
          .resideOutsideOfPackages(
              "io.grampus.os..", "io.grampus.sandbox..", "io.grampus.build..", "io.grampus.cli..");

  @ArchTest
  static final ArchRule packagesBelowAModulesFaceAreFreeOfCycles =
      slices().matching("io.grampus.(*).(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyNativeBindingsKnowNativeCode =
      noClasses()
          .that(not(resideInAPackage("io.grampus.os..")))
          .should()
          .dependOnClassesThat(resideInAnyPackage("jnr..", "com.kenai.."));

  @ArchTest
  static final ArchRule emulationIsSandboxBusiness =
      noClasses()
          .that()
          .resideInAnyPackage("io.grampus.build..", "io.grampus.cli..")
          .should()
          .dependOnClassesThat(resideInAPackage("io.grampus.sandbox.emulation.."));

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProgramOrKnowsItsArguments =
      noClasses()
          .that(not(resideInAPackage("io.grampus.cli..")))
          .should()
          .dependOnClassesThat(resideInAPackage("picocli.."))
          .orShould()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule nothingIsPrintedPastTheReporter =
      noClasses()
          .that(not(resideInAPackage("io.grampus.cli..")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
