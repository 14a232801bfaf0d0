package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.DNF;
import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Eventually;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.ProcessTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The build that started it all, with an rpm of these tests: see {@code rpm/httpd.spec}. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, DNF, MMDEBSTRAP})
class DnfIT {
  /** {@code struct vfs_cap_data} of version 2, effective: CAP_SETGID and CAP_SETUID. */
  private static final String CAPABILITY = "01000002c0000000000000000000000000000000";

  @Test
  void installsARpmWithItsOwnersModesAndCapabilities(Workspace workspace) {
    Grampus grampus = workspace.grampus("store").importBase(workspace.bases().dnf(), "centos:7");
    workspace.dockerfile(
        "FROM centos:7",
        "RUN dnf install -y httpd",
        "RUN rpm -V httpd && echo verified",
        "RUN python3 -c \"import os; os.setxattr('/repo', 'user.bytes', bytes([0, 128, 255, 10]))\"",
        "CMD echo Hello host && sleep infinity");

    BuiltImage image = grampus.image("-t", "httpd", "--output", "type=image");

    hasEverythingOfTheRpm(image.tree());
    assertThat(image.tree().at("/repo").xattrs()).containsEntry("user.bytes", "\0\u0080\u00ff\n");
    assertThat(grampus.succeed("run", "httpd", "rpm", "-V", "httpd").output()).isEmpty();
    saysHello(grampus);
  }

  private static void hasEverythingOfTheRpm(LayerTree tree) {
    assertThat(tree.named("/usr/sbin/httpd")).isEqualTo("-rwxr-xr-x root:root");
    assertThat(tree.named("/usr/sbin/apache-setuid")).isEqualTo("-rwsr-xr-x root:root");
    assertThat(tree.named("/usr/sbin/suexec")).isEqualTo("-r-x--x--- root:apache");
    assertThat(tree.named("/run/httpd")).isEqualTo("drwx--x--- root:apache");
    assertThat(tree.named("/etc/httpd/conf")).isEqualTo("drwxr-x--- root:apache");
    assertThat(tree.named("/etc/httpd/conf/httpd.conf")).isEqualTo("-rw-r----- root:apache");
    assertThat(tree.named("/var/lib/httpd")).isEqualTo("drwx------ apache:apache");
    assertThat(tree.named("/var/www/html/index.html")).isEqualTo("-rw-r--r-- apache:apache");
    assertThat(tree.summary("/var/lib/httpd")).isEqualTo("drwx------ 48:48");
    String capability = tree.at("/usr/sbin/suexec").xattrs().get("security.capability");
    assertThat(
            HexFormat.of()
                .formatHex(capability.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .isEqualTo(CAPABILITY);
  }

  /** Its shell is the first process of a namespace and ignores what it does not handle. */
  private static void saysHello(Grampus grampus) {
    RunningCommand running = grampus.command("run", "httpd").start();
    Eventually.holds(
        Duration.ofMinutes(1),
        "the container greets",
        () -> running.output().equals("Hello host\n") || !running.isAlive());
    if (!running.isAlive()) {
      throw new AssertionError(running.outcome() + "\nshould run on");
    }
    ProcessTree processes = ProcessTree.of(running.pid());
    running.signal("KILL");
    processes.mustEnd();
    assertThat(running.output()).isEqualTo("Hello host\n");
    assertThat(processes.size()).isGreaterThan(1);
  }
}
