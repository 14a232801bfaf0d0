package io.grampus.tests.bench;

import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Microseconds a system call, with the emulation and without, and as others emulate root. */
@Tag("bench")
@Timeout(value = 3, unit = TimeUnit.HOURS)
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, MMDEBSTRAP})
class CallsBenchmarkIT {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final Path SCRIPT = Path.of("src/test/resources/bench/calls.pl");

  @Test
  void microsecondsACall(Workspace workspace) throws IOException {
    workspace.file("context/calls.pl", Files.readString(SCRIPT));
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    workspace.dockerfile("FROM debian:12", "RUN mkdir /bench", "COPY calls.pl /");
    grampus.build("-t", "calls").mustSucceed();
    Trees trees = new Trees(workspace, grampus, "calls");
    List<Way> ways =
        List.of(
            trees.namespace(),
            new Way("emulated", words -> emulated(grampus, words)),
            trees.proot(),
            new Way("fakeroot", words -> fakeroot(workspace)));

    Table all = new Table();
    Table one = new Table();
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : ways) {
        measure(way, all);
        measure(way.onOneProcessor(), one);
      }
    }

    all.print("Microseconds a call, medians of " + ROUNDS + " runs");
    one.print("The same with one processor, which those share that wait for each other or do not");
  }

  private static void measure(Way way, Table table) {
    way.figures(List.of("perl", "/calls.pl", "/bench"))
        .forEach((call, figure) -> table.add(call, way.name(), figure));
  }

  private static Command emulated(Grampus grampus, List<String> words) {
    List<String> all = new ArrayList<>(List.of("run", "calls"));
    all.addAll(words);
    return grampus.command(all.toArray(String[]::new));
  }

  /** On the machine itself: the smallest Debian has no fakeroot. */
  private static Command fakeroot(Workspace workspace) {
    Path folder = workspace.directory("fakeroot-" + System.nanoTime());
    Path script = workspace.context().resolve("calls.pl");
    return workspace.command("fakeroot", "perl", script.toString(), folder.toString());
  }
}
