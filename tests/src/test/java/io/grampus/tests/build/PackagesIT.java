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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** What copies owners and attributes, or sets them by a list, from one place to another. */
  private static final String COPIES =
      """
      RUN <<END
      set -eux
      apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends acl attr cpio rsync >/dev/null
      install -d -o man -g adm -m 2750 /srv/copies/from/dir
      cd /srv/copies/from
      install -o www-data -g mail -m 4755 /bin/true program
      cp /bin/true able && chown 4242:60 able && setcap cap_net_raw+ep able
      ln -s program link && chown -h games:news link
      mkfifo -m 640 fifo && chown backup:tape fifo
      mknod -m 660 node b 7 1 && chown root:disk node
      echo text >dir/listed && chown list:sys dir/listed
      setfacl -m u:games:rw,g:mail:r dir/listed
      setfacl -d -m u:daemon:rwx dir
      setfattr -n user.note -v text dir/listed
      setfattr -n trusted.note -v kept dir/listed
      cd ..
      cp -a from cp
      rsync -aXAH --numeric-ids from/ rsync
      mkdir tar && tar -C from --xattrs --xattrs-include='*' --acls -cpf - . |
        tar -C tar --xattrs --xattrs-include='*' --acls -xpf -
      mkdir cpio && (cd from && find . -depth | cpio --quiet -pdm ../cpio)
      cat >/etc/tmpfiles.d/copies.conf <<LIST
      d /srv/copies/tmpfiles 2770 root adm
      f /srv/copies/tmpfiles/file 0604 list mail - text
      L /srv/copies/tmpfiles/link - - - - file
      p /srv/copies/tmpfiles/fifo 0620 games tape
      a /srv/copies/tmpfiles/file - - - - u:daemon:rw
      C /srv/copies/tmpfiles/copied - - - - /srv/copies/from/dir
      Z /srv/copies/tmpfiles/copied - backup backup
      LIST
      systemd-tmpfiles --create copies.conf
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
        COPIES,
        BOOTSTRAP);
    Path archive = workspace.out("tree.tar");

    grampus
        .build("-t", "packages", "-o", "type=image", "-o", "type=tar,dest=" + archive)
        .mustSucceed();

    LayerTree tree = LayerTree.ofTar(archive);
    hasTheFilesOfRealRoot(grampus, tree);
    hasWhatPackagesAreKnownFor(tree);
    servedADatabase(tree);
    hasFaithfulCopies(tree);
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

  private static void hasFaithfulCopies(LayerTree tree) {
    Map<String, String> original = below(tree, "srv/copies/from/");
    assertThat(original)
        .containsEntry("program", "-rwsr-xr-x www-data:mail []")
        .containsEntry("able", "-rwxr-xr-x 4242:games [security.capability]")
        .containsEntry("link", "lrwxrwxrwx games:news []")
        .containsEntry("fifo", "prw-r----- backup:tape []")
        .containsEntry("node", "brw-rw---- root:disk []")
        .containsEntry(
            "dir/listed", "-rw-rw-r-- list:sys [system.posix_acl_access, trusted.note, user.note]")
        .containsEntry("dir", "drwxr-s--- man:adm [system.posix_acl_default]");
    for (String copy : List.of("cp", "rsync", "tar")) {
      assertThat(below(tree, "srv/copies/" + copy + "/")).as(copy).isEqualTo(original);
    }
    assertThat(tree.named("/srv/copies/cpio/program")).isEqualTo("-rwsr-xr-x www-data:mail");
    assertThat(tree.named("/srv/copies/cpio/fifo")).isEqualTo("prw-r----- backup:tape");
    assertThat(below(tree, "srv/copies/tmpfiles/"))
        .containsEntry("file", "-rw-rw-r-- list:mail [system.posix_acl_access]")
        .containsEntry("link", "lrwxrwxrwx root:adm []")
        .containsEntry("fifo", "prw--w---- games:tape []")
        .hasEntrySatisfying("copied/listed", text -> assertThat(text).contains(" backup:backup "));
    assertThat(tree.named("/srv/copies/tmpfiles")).isEqualTo("drwxrws--- root:adm");
  }

  /** Mode, owner and names of the attributes of what is below a directory. */
  private static Map<String, String> below(LayerTree tree, String directory) {
    Map<String, String> files = new TreeMap<>();
    for (String path : tree.entries().keySet()) {
      if (path.startsWith(directory)) {
        files.put(
            path.substring(directory.length()),
            tree.named("/" + path) + " " + new TreeSet<>(tree.at("/" + path).xattrs().keySet()));
      }
    }
    return files;
  }

  private static void hasAnotherDebian(LayerTree tree, String root) {
    assertThat(tree.summary(root + "/usr/bin/su")).isEqualTo("-rwsr-xr-x 0:0");
    assertThat(tree.summary(root + "/var/local")).isEqualTo("drwxrwsr-x 0:50");
    assertThat(tree.summary(root + "/var/mail")).isEqualTo("drwxrwsr-x 0:8");
    assertThat(tree.summary(root + "/tmp")).isEqualTo("drwxrwxrwt 0:0");
    assertThat(tree.summary(root + "/dev/null")).isEqualTo("crw-rw-rw- 0:0 1:3");
  }
}
