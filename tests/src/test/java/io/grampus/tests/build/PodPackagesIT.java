package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.MIRROR;
import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.PROOT;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Packages with owners and file capabilities give the same image in a restricted pod. */
@WholeProgram
@Requires({USERNS, OVERLAY, PROOT, UMOCI, SKOPEO, MMDEBSTRAP, MIRROR})
class PodPackagesIT {
  /** They hold times, or the order in which a hash table was walked. */
  private static final List<String> DIFFERENT_EACH_TIME =
      List.of("/var/log/", "/var/cache/", "/etc/shadow", "/var/lib/dpkg/", "/etc/ssl/");

  @Test
  void installsPackagesAsWithNamespaces(Workspace workspace) {
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    workspace.dockerfile(
        "FROM debian:12",
        "RUN apt-get update \\",
        "    && apt-get install -y --no-install-recommends apache2 libcap2-bin iputils-ping \\",
        "    && rm -rf /var/lib/apt/lists/*",
        "RUN cp /bin/true /able && setcap cap_net_raw,cap_setuid+ep /able && chmod 750 /able",
        "RUN useradd --create-home --groups mail app && su app -c 'touch ~/own; ! touch /etc/own'",
        "RUN getcap /able /usr/bin/ping && echo 'app ALL=NOPASSWD: ALL' >>/etc/shadow");

    String expected = listing(grampus.image("--no-cache").tree());
    String found = listing(grampus.inRestrictedPod().image("--no-cache").tree());

    assertThat(expected)
        .contains("/var/cache/apache2/mod_cache_disk drwxr-xr-x 33:33")
        .contains("security.capability");
    assertThat(found).isEqualTo(expected);
  }

  /** Without the content of what is never twice the same. */
  private static String listing(LayerTree tree) {
    return tree.differences(LayerTree.empty())
        .lines()
        .map(line -> isDifferentEachTime(line) ? line.replaceAll(" size .*", "") : line)
        .collect(Collectors.joining("\n"));
  }

  private static boolean isDifferentEachTime(String line) {
    return DIFFERENT_EACH_TIME.stream().anyMatch(line::startsWith);
  }
}
