package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.MIRROR;
import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packages that know the most tricks with owners, installed and used in one build. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, MMDEBSTRAP, MIRROR})
class PackagesIT {
  private static final Path SHARED = Path.of("src/test/resources/packages");

  /** initdb and the server refuse to be root's; a client asks for a user by the socket's peer. */
  private static final String DATABASE =
      """
      RUN <<END
      set -eux
      install -d -o postgres -g postgres -m 700 /srv/database
      su postgres -c '
        PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
        initdb -D /srv/database
        pg_ctl -D /srv/database -w -o "-k /srv/database -h \\"\\"" start
        psql -h /srv/database -d template1 -At -c "select 6 * 7, current_user" >/srv/database/answer
        pg_ctl -D /srv/database -w stop'
      END
      """;

  private static final String TOOLS =
      """
      RUN <<END
      set -eux
      install -d /run/sshd && sshd -t
      nginx -v
      exim4 -bV >/dev/null
      useradd app
      echo 'app ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/app
      su app -c 'sudo -u www-data id -un' >/srv/sudo
      su app -c 'man -w man' >/srv/man
      END
      """;

  /** A Debian in a Debian: chroot, device nodes, owners. */
  private static final String BOOTSTRAP =
      """
      RUN <<END
      set -eux
      mmdebstrap --mode=root --skip=check/canmount --variant=essential bookworm /srv/mmdebstrap \
        /etc/apt/sources.list
      mirror=$(sed -n 's/^deb \\(\\[[^]]*\\] \\)\\{0,1\\}\\([^ ]*\\) bookworm .*/\\2/p' /etc/apt/sources.list | head -n 1)
      debootstrap --variant=minbase bookworm /srv/debootstrap "$mirror"
      END
      """;

  @Test
  void installsAndRunsPackagesAsRealRootWould(Workspace workspace) throws IOException {
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    workspace.file("context/install.sh", Files.readString(SHARED.resolve("install.sh")));
    workspace.dockerfile(
        "FROM debian:12",
        "COPY --chmod=755 install.sh /",
        "RUN /install.sh",
        DATABASE,
        TOOLS,
        BOOTSTRAP);
    Path archive = workspace.out("tree.tar");

    grampus
        .build("-t", "packages", "-o", "type=image", "-o", "type=tar,dest=" + archive)
        .mustSucceed();

    LayerTree tree = LayerTree.ofTar(archive);
    hasTheFilesOfRealRoot(grampus, tree);
    hasWhatPackagesAreKnownFor(tree);
    servedADatabase(tree);
    hasAnotherDebian(tree, "/srv/mmdebstrap");
    hasAnotherDebian(tree, "/srv/debootstrap");
  }

  private static void hasTheFilesOfRealRoot(Grampus grampus, LayerTree tree) throws IOException {
    String listing = grampus.succeed("run", "packages", "cat", "/reference/headers").output();
    FileReference reference = new FileReference(SHARED.resolve("packages.txt"), listing);
    assertThat(reference.packagedFiles()).isGreaterThan(5_000);
    boolean same = reference.isOf(tree.at("/reference/versions").text());

    assertThat(reference.differences(tree, same)).isEmpty();
  }

  /** Whatever the versions: without these the comparison above would have compared nothing. */
  private static void hasWhatPackagesAreKnownFor(LayerTree tree) {
    assertThat(tree.named("/usr/bin/sudo")).isEqualTo("-rwsr-xr-x root:root");
    assertThat(tree.named("/usr/bin/ssh-agent")).isEqualTo("-rwxr-sr-x root:_ssh");
    assertThat(tree.named("/usr/lib/dbus-1.0/dbus-daemon-launch-helper"))
        .isEqualTo("-rwsr-xr-- root:messagebus");
    assertThat(tree.named("/var/log/journal")).isEqualTo("drwxr-sr-x root:systemd-journal");
    assertThat(tree.named("/var/cache/man")).isEqualTo("drwxr-xr-x man:man");
    assertThat(tree.named("/var/log/nginx/access.log")).isEqualTo("-rw-r----- www-data:adm");
    assertThat(tree.named("/var/spool/exim4")).isEqualTo("drwxr-x--- Debian-exim:Debian-exim");
    assertThat(tree.named("/var/lib/postgresql")).isEqualTo("drwxr-xr-x postgres:postgres");
    assertThat(tree.at("/usr/bin/ping").xattrs()).containsOnlyKeys("security.capability");
    assertThat(tree.at("/srv/sudo").text()).isEqualTo("www-data\n");
    assertThat(tree.at("/srv/man").text()).isEqualTo("/usr/share/man/man1/man.1.gz\n");
  }

  private static void servedADatabase(LayerTree tree) {
    assertThat(tree.at("/srv/database/answer").text()).isEqualTo("42|postgres\n");
    assertThat(tree.entries().keySet().stream().filter(path -> path.startsWith("srv/database/")))
        .hasSizeGreaterThan(500)
        .allSatisfy(path -> assertThat(tree.named("/" + path)).endsWith(" postgres:postgres"));
    assertThat(tree.named("/srv/database")).isEqualTo("drwx------ postgres:postgres");
  }

  private static void hasAnotherDebian(LayerTree tree, String root) {
    assertThat(tree.summary(root + "/usr/bin/su")).isEqualTo("-rwsr-xr-x 0:0");
    assertThat(tree.summary(root + "/var/local")).isEqualTo("drwxrwsr-x 0:50");
    assertThat(tree.summary(root + "/var/mail")).isEqualTo("drwxrwsr-x 0:8");
    assertThat(tree.summary(root + "/tmp")).isEqualTo("drwxrwxrwt 0:0");
    assertThat(tree.summary(root + "/dev/null")).isEqualTo("crw-rw-rw- 0:0 1:3");
  }
}
