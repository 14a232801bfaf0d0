package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.TarEntry;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Debian's package manager and Debian's packages, owners and all. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, MMDEBSTRAP})
class DebianIT {

  /** One build for all there is to see, because a Debian takes its time. */
  @Test
  void buildsOnDebianWithTheOwnersThatRealRootWouldGive(Workspace workspace) {
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    workspace.dockerfile(
        "FROM debian:12",
        "RUN useradd -u 4242 app && mkdir /data && chown app:app /data && chmod 750 /data",
        "RUN stat -c '<%u %g %a>' /data",
        "RUN touch /data/file && chown -R app:mail /data && id app",
        "RUN apt-get update \\",
        "    && apt-get install -y --no-install-recommends apache2 \\",
        "    && rm -rf /var/lib/apt/lists/*",
        "CMD echo Hello host && sleep infinity");

    BuiltImage image = grampus.image("-t", "web", "--output", "type=image");

    remembersOwnersFromOneRunToTheNext(image);
    hasApacheAsItShouldBe(image.tree());
    addsNothingOfTheSandbox(image.file());
    assertThat(grampus.succeed("run", "web", "apachectl", "-t").errors()).contains("Syntax OK");
    assertThat(grampus.succeed("run", "web", "dpkg", "--verify", "apache2").output()).isEmpty();
  }

  private static void remembersOwnersFromOneRunToTheNext(BuiltImage image) {
    assertThat(image.outcome().errors()).contains("<4242 4242 750>");
    assertThat(image.file().layers().get(1).stream().filter(e -> e.path().equals("data")))
        .singleElement()
        .returns("drwxr-x--- 4242:4242", TarEntry::summary);
    assertThat(image.tree().summary("/data")).isEqualTo("drwxr-x--- 4242:8");
    assertThat(image.tree().named("/data/file")).isEqualTo("-rw-r--r-- app:mail");
  }

  private static void hasApacheAsItShouldBe(LayerTree tree) {
    assertThat(tree.named("/etc/shadow")).isEqualTo("-rw-r----- root:shadow");
    assertThat(tree.named("/var/log/apache2")).isEqualTo("drwxr-x--- root:adm");
    assertThat(tree.named("/var/cache/apache2/mod_cache_disk"))
        .isEqualTo("drwxr-xr-x www-data:www-data");
    assertThat(tree.named("/usr/bin/passwd")).isEqualTo("-rwsr-xr-x root:root");
    assertThat(tree.named("/usr/bin/chage")).isEqualTo("-rwxr-sr-x root:shadow");
    assertThat(tree.named("/var/mail")).isEqualTo("drwxrwsr-x root:mail");
    assertThat(tree.named("/tmp")).isEqualTo("drwxrwxrwt root:root");
    assertThat(tree.named("/usr/sbin/apache2")).isEqualTo("-rwxr-xr-x root:root");
    assertThat(tree.has("/var/lib/apt/lists/partial")).isFalse();
  }

  /** What is mounted for a RUN, and how owners are remembered, is nobody's business but ours. */
  private static void addsNothingOfTheSandbox(ImageFile file) {
    List<List<TarEntry>> added = file.layers().subList(1, file.layers().size());
    assertThat(added)
        .allSatisfy(
            layer ->
                assertThat(layer)
                    .allSatisfy(
                        entry -> {
                          assertThat(entry.path())
                              .doesNotMatch(
                                  "etc/(resolv.conf|hosts|hostname)|(dev|proc|sys)(/.*)?");
                          assertThat(entry.xattrs().keySet())
                              .noneMatch(name -> name.startsWith("user."));
                        }));
  }
}
