package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several at once, in one store. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class ConcurrencyIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void twoBuildsOfTheSameDockerfileBothSucceed(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN sleep 0.3; echo one > /one",
        "RUN sleep 0.3; cat /one > /two",
        "COPY Dockerfile /");
    Grampus grampus = workspace.grampus();
    List<RunningCommand> builds = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      Path output = workspace.out(name);
      builds.add(
          grampus
              .command(
                  grampus.buildArguments("-t", "same", "-o", "type=oci,tar=false,dest=" + output))
              .start());
    }

    builds.forEach(ConcurrencyIT::mustSucceed);
    for (String name : List.of("first", "second")) {
      assertThat(ImageFile.ofLayout(workspace.out(name)).tree().at("/two").text())
          .isEqualTo("one\n");
    }
  }

  @Test
  void pruneTakesNothingFromARunningBuild(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN echo one > /one; sleep 0.5",
        "RUN cat /one > /two; sleep 0.5",
        "RUN cat /two > /three");
    Grampus grampus = workspace.grampus();
    RunningCommand build = grampus.command(grampus.buildArguments("-t", "built")).start();
    do {
      grampus.succeed("prune");
    } while (build.isAlive());

    mustSucceed(build);
    assertThat(grampus.succeed("run", "built", "cat", "/three").output()).isEqualTo("one\n");
  }

  /** The index has so many images that changing it takes a while. */
  @Test
  void buildsThatAddToOneLayoutTakeNothingFromOneAnother(Workspace workspace) throws IOException {
    String entries =
        IntStream.range(0, 9000)
            .mapToObj(
                number ->
                    String.format(
                        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":1,"
                            + "\"digest\":\"sha256:%064x\",\"annotations\":"
                            + "{\"org.opencontainers.image.ref.name\":\"old%d\"}}",
                        number, number))
            .collect(Collectors.joining(","));
    Path index =
        workspace.file(
            "layout/index.json", "{\"schemaVersion\":2,\"manifests\":[" + entries + "]}");
    workspace.dockerfile("FROM scratch", "COPY Dockerfile /");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    List<RunningCommand> builds = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      String output = "type=oci,tar=false,name=x:" + name + ",dest=" + index.getParent();
      builds.add(grampus.command(grampus.buildArguments("-o", output)).start());
    }

    builds.forEach(ConcurrencyIT::mustSucceed);
    assertThat(Files.readString(index))
        .contains("/x:a\"", "/x:b\"", "/x:c\"", "/x:d\"", "\"old8999\"");
  }

  private static void mustSucceed(RunningCommand build) {
    assertThat(build.await(PATIENCE)).isTrue();
    build.outcome().mustSucceed();
  }
}
