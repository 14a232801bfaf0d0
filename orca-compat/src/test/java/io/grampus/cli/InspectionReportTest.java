package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildFailedException;
import io.grampus.build.BuildResult;
import io.grampus.build.Inspection;
import io.grampus.build.Inspection.Finding;
import io.grampus.build.SourcePlace;
import io.grampus.build.check.Outline;
import io.grampus.build.check.Target;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import io.grampus.os.GrampusException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectionReportTest {
  private static final SourcePlace PLACE = new SourcePlace("Dockerfile", 2, 2, "FROM a\nCMD b\n");
  private static final Finding FINDING = new Finding("JSONArgsRecommended", "use JSON", PLACE);

  private final Invocation invocation = new Invocation();
  private final FakeServices services = new FakeServices();
  private @Nullable GrampusException violation;

  @BeforeEach
  void inspect() {
    inspect(FINDING);
  }

  private void inspect(Finding... findings) {
    Outline outline =
        new Outline(
            "web",
            "the server",
            List.of(new Outline.Argument("VERSION", "1", "of \u001b[1mthe program")),
            List.of(new Outline.Mounted("key", true)),
            List.of(new Outline.Mounted("def\u0007ault", false)),
            List.of("/c"));
    List<Target> targets =
        List.of(
            new Target("base", "", "a", "", false), new Target("web", "the server", "b", "", true));
    services.inspector =
        (request, found) -> {
          List.of(findings).forEach(found);
          return new Inspection(violation, outline, targets);
        };
  }

  @Test
  void showsEachWarningWithItsLines() {
    assertThat(invocation.run(services, "build", "--check", ".")).isEqualTo(1);
    assertThat(invocation.out)
        .isEqualTo(
            """
            Check complete, 1 warning has been found.

            WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
            use JSON
            Dockerfile:2
            --------------------
               1 |     FROM a
               2 | >>> CMD b
            --------------------
            """);
    assertThat(services.builds).isEmpty();
  }

  @Test
  void saysThatThereIsNothingToSay() {
    inspect(new Finding[0]);
    assertThat(invocation.run(services, "build", "--call=check", ".")).isZero();
    assertThat(invocation.out).isEqualTo("Check complete, no warnings found.\n");
  }

  @Test
  void printsWarningsForPrograms() {
    assertThat(invocation.run(services, "build", "--call=check,format=json", ".")).isEqualTo(1);
    assertThat(invocation.out)
        .contains("\"ruleName\" : \"JSONArgsRecommended\"", "\"detail\" : \"use JSON\"")
        .contains("\"description\" : \"JSON arguments recommended for ENTRYPOINT/CMD")
        .doesNotContain("buildError");
  }

  @Test
  void showsWarningsBeforeWhatIsWrong() {
    services.inspector =
        (request, found) -> {
          found.accept(FINDING);
          throw new BuildFailedException("dockerfile-port", "no port", null, PLACE, null);
        };
    assertThat(invocation.run(services, "build", "--check", ".")).isEqualTo(1);
    assertThat(invocation.out).startsWith("Check complete, 1 warning has been found.");
    assertThat(invocation.err).contains("no port");
    assertThat(invocation.run(services, "build", "--call=check,format=json", ".")).isEqualTo(1);
    assertThat(invocation.out)
        .containsSubsequence("use JSON", "\"buildError\" : {", "\"message\" : \"no port\"", "2");
  }

  @Test
  void failsWhereABuildMayBreakNoRule() {
    violation = new GrampusException("dockerfile-check", "a rule is broken", null);
    assertThat(invocation.run(services, "build", "--check", ".")).isEqualTo(1);
    assertThat(invocation.out).contains("1 warning");
    assertThat(invocation.err).contains("a rule is broken");
    assertThat(invocation.run(services, "build", "--call=targets", ".")).isZero();
  }

  @Test
  void printsTheOutline() {
    assertThat(invocation.run(services, "build", "--call=outline", ".")).isZero();
    assertThat(invocation.out)
        .isEqualTo(
            """
            TARGET:        web
            DESCRIPTION:   the server

            BUILD ARG   VALUE   DESCRIPTION
            VERSION     1       of the program

            SECRET   REQUIRED
            key      true

            SSH       REQUIRED
            default

            CACHE MOUNT
            /c
            """);
  }

  @Test
  void printsTheOutlineForPrograms() {
    invocation.run(services, "build", "--call=outline,format=json", ".");
    assertThat(invocation.out)
        .contains("\"name\" : \"web\"", "\"value\" : \"1\"", "\"required\" : true", "\"/c\"");
  }

  @Test
  void printsTheTargets() {
    assertThat(invocation.run(services, "build", "--call=targets", ".")).isZero();
    assertThat(invocation.out)
        .isEqualTo(
            """
            TARGET          DESCRIPTION
            base
            web (default)   the server
            """);
    invocation.run(services, "build", "--call=targets,format=json", ".");
    assertThat(invocation.out).contains("\"name\" : \"web\"", "\"default\" : true");
  }

  @Test
  void refusesOtherCalls() {
    assertThat(invocation.run(services, "build", "--call=target", ".")).isEqualTo(125);
    assertThat(invocation.err).contains("did you mean \"targets\"?");
    assertThat(invocation.run(services, "build", "--call=check,format=xml", ".")).isEqualTo(125);
  }

  @Test
  void keepsWarningsOfABuildForItsEnd() {
    services.builder =
        (request, listener) -> {
          listener.on(
              new BuildEvent.Warning(Instant.EPOCH, "JSONArgsRecommended", "use JSON", PLACE));
          Descriptor manifest =
              Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.parse(FakeServices.IMAGE_ID), 1);
          return new BuildResult(FakeServices.IMAGE_ID, manifest, List.of(), List.of());
        };
    assertThat(invocation.run(services, "build", ".")).isZero();
    assertThat(invocation.err)
        .endsWith(
            """
             1 warning found (use --check to see the lines):
             - JSONArgsRecommended: use JSON (line 2)
            """);
    invocation.run(services, "build", "--quiet", ".");
    assertThat(invocation.err).isEmpty();
  }
}
