package io.grampus.tests.bench;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Time and memory of the whole program. The figures mean something on an idle machine only. */
@Tag("bench")
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class BenchmarkIT {
  private static final int STEPS = 20;
  private static final int CALLS = 100_000;

  @Test
  @Requires(MMDEBSTRAP)
  void aStepTakesLessThan60Milliseconds(Workspace workspace) {
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    build(workspace, grampus, 1);

    long few = median(() -> build(workspace, grampus, 1));
    long many = median(() -> build(workspace, grampus, 1 + STEPS));

    double step = (many - few) / 1e6 / STEPS;
    report("a RUN of echo: %.1f ms, on top of %.0f ms for a build of one", step, few / 1e6);
    assertThat(step).isLessThan(60);
  }

  @Test
  void aLayerOfTwoGigabytesTakesLessThan200MebibytesOfMemory(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN head -c 2147483648 /dev/urandom > /large");
    Grampus grampus = workspace.grampus();
    Path output = workspace.out("image.tar");
    RunningCommand build =
        grampus.command(grampus.buildArguments("-o", "type=docker,dest=" + output)).start();

    long peak = 0;
    while (!build.await(Duration.ofMillis(20))) {
      peak = Math.max(peak, peakKibibytes(build.pid()));
    }

    build.outcome().mustSucceed();
    report("memory of the JVM for a layer of 2 GiB: %d MiB", peak / 1024);
    assertThat(peak / 1024).isBetween(20L, 199L);
  }

  @Test
  void startUp(Workspace workspace) {
    Grampus grampus = workspace.grampus();
    grampus.succeed("version");

    report("grampus version: %.0f ms", median(() -> grampus.succeed("version")) / 1e6);
  }

  /** The shell asks for a file's status itself, so nothing but the calls differs. */
  @Test
  void aNotifiedCall(Workspace workspace) {
    Grampus grampus = workspace.grampus();
    String loop = "i=0; while [ $i -lt %d ]; do [ %s /etc ]; i=$((i + 1)); done";

    long without = median(() -> run(grampus, loop.formatted(CALLS, "-n")));
    long with = median(() -> run(grampus, loop.formatted(CALLS, "-d")));

    report("a stat under emulation: %.2f µs", (with - without) / 1e3 / CALLS);
  }

  private static void run(Grampus grampus, String script) {
    grampus.succeed("run", "busybox", "sh", "-c", script);
  }

  private static void build(Workspace workspace, Grampus grampus, int steps) {
    List<String> lines =
        IntStream.range(0, steps).mapToObj(i -> "RUN echo " + i + " > /f_" + i).toList();
    workspace.dockerfile("FROM debian:12", lines.stream().collect(Collectors.joining("\n")));
    grampus.build("--no-cache", "-t", "bench").mustSucceed();
  }

  /** The middle one of five durations, in nanoseconds. */
  private static long median(Runnable action) {
    return LongStream.range(0, 5)
        .map(
            i -> {
              long start = System.nanoTime();
              action.run();
              return System.nanoTime() - start;
            })
        .sorted()
        .skip(2)
        .findFirst()
        .orElseThrow();
  }

  /** VmHWM of proc(5); 0 when the process has just ended. */
  private static long peakKibibytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      if (Files.exists(status)) {
        throw new UncheckedIOException(e);
      }
      return 0;
    }
  }

  private static void report(String format, Object... figures) {
    System.out.printf("benchmark: " + format + "%n", figures);
  }
}
