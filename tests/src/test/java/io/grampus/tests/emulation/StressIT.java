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
    CompiledProgram.into(workspace, "stress");
    workspace.dockerfile("FROM busybox", "COPY stress /bin/");
    Grampus grampus = workspace.grampus();
    grampus.build("-t", "stressed").mustSucceed();

    for (int run = 1; run <= RUNS; run++) {
      RunningCommand running = grampus.command("run", "stressed", "stress", "2").start();
      boolean ended = running.await(PATIENCE);
      if (!ended) {
        running.kill();
      }
      assertThat(ended).as("run %d ends; %s", run, running.outcome()).isTrue();
      assertThat(running.outcome().mustSucceed().answer()).as("run %d", run).isEqualTo("done");
    }
  }
}
