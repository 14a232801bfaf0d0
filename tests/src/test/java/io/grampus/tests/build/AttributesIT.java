package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.ACL;
import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.HostPrograms;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.TarEntry;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Extended attributes and access control lists that the kernel refuses to anybody but root. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, ACL})
class AttributesIT {
  private static final String SHOW =
      "getfacl -pnc /f /copy | tr '\\n"
          + "' ' '; getfacl -pncd /d/sub | tr '\\n"
          + "' ' '; getfattr --absolute-names --only-values -n trusted.mine /f; echo; ls -l /d/new"
          + " | cut -c1-10";

  private static final String SHOWN =
      "user::rw- user:4242:rw- group::r-- group:42:r-- mask::rw- other::---  "
          + "user::rw- user:4242:rw- group::r-- group:42:r-- mask::rw- other::---  "
          + "user::rwx user:4242:rwx group::r-x mask::rwx other::---  mine\n-rw-rw----";

  @Test
  void listsAndTrustedAttributesLastFromOneRunToTheNextAndReachTheImage(Workspace workspace) {
    HostPrograms.copy(
        workspace, "context/root", "setfacl", "getfacl", "setfattr", "getfattr", "cp");
    workspace.dockerfile(
        "FROM busybox",
        "COPY root /",
        "RUN touch /f && setfacl -m u:4242:rw,g:42:r,o::- /f && setfattr -n trusted.mine -v mine"
            + " /f",
        "RUN mkdir /d && setfacl -d -m u:4242:rwx,o::- /d && touch /d/new && mkdir /d/sub",
        "RUN /usr/local/bin/cp -a /f /copy && " + SHOW);
    Grampus grampus = workspace.grampus();

    BuiltImage image = grampus.image("-t", "first", "--output", "type=image");

    assertThat(image.outcome().errors()).contains(SHOWN.lines().findFirst().orElseThrow());
    assertThat(grampus.succeed("run", "first", "sh", "-c", SHOW).answer()).isEqualTo(SHOWN);
    TarEntry file = image.tree().at("/f");
    assertThat(file.xattrs().keySet()).containsExactly("system.posix_acl_access", "trusted.mine");
    assertThat(
            HexFormat.of()
                .formatHex(file.xattrs().get("system.posix_acl_access").getBytes(ISO_8859_1)))
        .isEqualTo(
            "0200000001000600ffffffff0200060092100000"
                + "04000400ffffffff080004002a00000010000600ffffffff20000000ffffffff");
    assertThat(image.tree().summary("/f")).isEqualTo("-rw-rw---- 0:0");
    assertThat(image.tree().at("/d/sub").xattrs().keySet())
        .containsExactly("system.posix_acl_access", "system.posix_acl_default");
  }

  @Test
  void aBuildOnACachedOrAForeignImageHasThemToo(Workspace workspace) {
    HostPrograms.copy(
        workspace, "context/root", "setfacl", "getfacl", "setfattr", "getfattr", "cp");
    workspace.dockerfile(
        "FROM busybox",
        "COPY root /",
        "RUN touch /f && setfacl -m u:4242:rw,g:42:r,o::- /f && setfattr -n trusted.mine -v mine /f"
            + " && mkdir /d && setfacl -d -m u:4242:rwx,o::- /d && touch /d/new && mkdir /d/sub"
            + " && /usr/local/bin/cp -a /f /copy");
    Grampus grampus = workspace.grampus();
    grampus
        .build("-t", "first", "--output", "type=oci,dest=" + workspace.out("first.tar"))
        .mustSucceed();
    grampus.build("-t", "again").mustSucceed();
    Grampus other = workspace.grampus("other");
    String loaded =
        other.succeed("load", "-q", "-i", workspace.out("first.tar").toString()).answer();

    assertThat(grampus.succeed("run", "again", "sh", "-c", SHOW).answer()).isEqualTo(SHOWN);
    assertThat(other.succeed("run", loaded, "sh", "-c", SHOW).answer()).isEqualTo(SHOWN);
    assertThat(
            other
                .succeed("run", loaded, "sh", "-c", "umask 077; touch /d/x; getfacl -pnc /d/x")
                .output())
        .contains("user:4242:rwx\t#effective:rw-", "mask::rw-");
  }
}
