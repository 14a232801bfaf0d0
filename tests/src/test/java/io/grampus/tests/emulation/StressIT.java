package io.grampus.tests.emulation;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.GCC;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.CompiledProgram;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Eight processes of four threads each that create, give away, rename and remove files while they
 * fork, are signalled and others are killed in the middle of a call; {@code -Dstress.runs=200}.
 */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, GCC})
class StressIT {
  private static final int RUNS = Integer.getInteger("stress.runs", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void ownersAreRightAndNothingHangs(Workspace workspace) {
    Grampus grampus = withProgram(workspace, "stress", "755");

    for (int run = 1; run <= RUNS; run++) {
      RunningCommand running = grampus.command("run", "stress", "stress", "2").start();
      boolean ended = running.await(PATIENCE);
      if (!ended) {
        running.kill();
      }
      assertThat(ended).as("run %d ends; %s", run, running.outcome()).isTrue();
      assertThat(running.outcome().mustSucceed().answer()).as("run %d", run).isEqualTo("done");
    }
  }

  @Test
  void callsAreTakenUpAgainAfterSignals(Workspace workspace) {
    Grampus grampus = withProgram(workspace, "interrupted", "755");

    String[] restarted = counts(grampus, "restart");
    String[] broken = counts(grampus, "break off");

    assertThat(Integer.parseInt(restarted[0])).as("signals").isPositive();
    assertThat(restarted[1]).as("calls that the kernel is to restart").isEqualTo("0");
    assertThat(restarted[2]).as("calls that failed otherwise").isEqualTo("0");
    assertThat(Integer.parseInt(broken[1]))
        .as("calls with EINTR, of signals without SA_RESTART")
        .isLessThan(Integer.parseInt(broken[0]) / 2);
    assertThat(broken[2]).as("calls that failed otherwise").isEqualTo("0");
  }

  @Test
  void programsBecomeTheirOwnersWhateverOtherThreadsAsk(Workspace workspace) {
    Grampus grampus = withProgram(workspace, "executing", "4755");

    assertThat(grampus.succeed("run", "executing", "executing", "100").answer())
        .isEqualTo("100 of 100");
  }

  /** Has an image of that name with the program in it. */
  private static Grampus withProgram(Workspace workspace, String name, String mode) {
    CompiledProgram.into(workspace, name);
    workspace.dockerfile("FROM busybox", "COPY --chmod=" + mode + " " + name + " /bin/");
    Grampus grampus = workspace.grampus();
    grampus.build("-t", name).mustSucceed();
    return grampus;
  }

  /** Signals, calls that failed with EINTR, and calls that failed otherwise. */
  private static String[] counts(Grampus grampus, String way) {
    String answer =
        grampus.succeed("run", "interrupted", "interrupted", "1000", "100000", way).answer();
    return answer.split(" ");
  }
}
