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
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import org.junit.jupiter.api.Test;

/** The program that a command starts with, before which nobody can have been asked anything. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, GCC})
class FirstProgramIT {
  @Test
  void setUserIdAndPermissionsCountForIt(Workspace workspace) {
    CompiledProgram.into(workspace, "operations");
    workspace.dockerfile(
        "FROM busybox",
        "COPY --chmod=6755 --chown=7:8 operations /bin/seven",
        "COPY --chmod=4755 operations /bin/root",
        "COPY --chmod=0700 operations /bin/shut");
    Grampus grampus = workspace.grampus();
    grampus.build("-t", "first").mustSucceed();

    assertThat(ids(grampus, "4242:4343", "seven"))
        .isEqualTo("uid=4242,7,7,7 gid=4343,8,8,8 groups=4343");
    assertThat(ids(grampus, "4242:4343", "root"))
        .isEqualTo("uid=4242,0,0,0 gid=4343,4343,4343,4343 groups=4343");
    assertThat(ids(grampus, "0", "seven")).isEqualTo("uid=0,7,7,7 gid=0,8,8,8 groups=0");
    Outcome refused = grampus.run("run", "-u", "4242:4343", "first", "shut", "ids");
    assertThat(refused.exitCode()).isEqualTo(126);
    assertThat(refused.errors()).contains("Permission denied");
    assertThat(refused.output()).isEmpty();
  }

  private static String ids(Grampus grampus, String user, String program) {
    return grampus.succeed("run", "-u", user, "first", program, "ids").answer().strip();
  }
}
