package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grampus.os.Architecture;
import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users than root are refused, and what root is not, seen by real commands. */
class EmulatedPermissionsTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls()));
    root.shell(
        "chmod 1777 /tmp; mkdir -m 700 /secret; echo x > /secret/f; mkdir -m 777 /open;"
            + " echo x > /tmp/roots; echo x > /etc/shadow; chmod 640 /etc/shadow;"
            + " chown 0:42 /etc/shadow");
  }

  @Test
  void refusesToRemoveOrMoveWhatADirectoryProtects() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "rm /etc/passwd; rm -f /tmp/roots; mv /tmp/roots /open; rmdir /secret;"
                    + " ln /etc/passwd /etc/p2; touch /open/x && rm /open/x && echo removed;"
                    + " mkdir /tmp/d && mv /tmp/d /open/d && rmdir /open/d && echo moved"))
        .isEqualTo(
            """
            removed
            moved
            rm: can't remove '/etc/passwd': Permission denied
            rm: can't remove '/tmp/roots': Operation not permitted
            mv: can't rename '/tmp/roots': Operation not permitted
            rmdir: '/secret': Permission denied
            ln: /etc/p2: Operation not permitted
            """);
  }

  @Test
  void refusesUsersWhomRootBecomesWhatItRefusesOthers() throws Exception {
    assumeThat(Architecture.current())
        .as("elsewhere root's own opens would cost too much: docs/decisions/0011")
        .isEqualTo(Architecture.X86_64);
    TestRoot.Result result =
        root.shell(
            "su app -c 'cat /etc/shadow /secret/f; cd /secret; test -r /etc/shadow || echo no;"
                + " touch -c /etc/passwd; cat /etc/passwd | head -n 1'; cat /etc/shadow");

    assertThat(result.stdout()).isEqualTo("no\nroot:x:0:0::/:/bin/sh\nx\n");
    assertThat(result.stderr())
        .contains("can't open '/etc/shadow': Permission denied")
        .contains("can't open '/secret/f': Permission denied")
        .contains("can't cd to /secret")
        .contains("touch: /etc/passwd: Permission denied");
  }

  @Test
  void refusesToChangeModesAndOwnersOfOthersFiles() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "touch /etc; chmod 777 /etc; chown 4242 /etc; touch /tmp/f; chmod 600 /tmp/f &&"
                    + " echo ok; chown 0 /tmp/f; chown :4243 /tmp/f && echo group"))
        .isEqualTo(
            """
            ok
            group
            touch: /etc: Permission denied
            chmod: /etc: Operation not permitted
            chown: /etc: Operation not permitted
            chown: /tmp/f: Operation not permitted
            """);
  }

  @Test
  void refusesToReadEnterAndWriteWhatTheModeDoesNotGrant() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cat /etc/shadow; cat /secret/f; ls /secret; cd /secret;"
                    + " test -r /etc/shadow || echo unreadable; test -w /etc || echo unwritable;"
                    + " test -x /bin/sh && echo executable; cat /tmp/roots"))
        .isEqualTo(
            """
            unreadable
            unwritable
            executable
            x
            cat: can't open '/etc/shadow': Permission denied
            cat: can't open '/secret/f': Permission denied
            ls: can't open '/secret': Permission denied
            sh: cd: line 0: can't cd to /secret: Permission denied
            """);
  }

  @Test
  void grantsAGroupWhatItIsGranted() throws Exception {
    assertThat(root.shellAs(4242, 42, "cat /etc/shadow")).isEqualTo("x\n");
  }

  @Test
  void anOwnerMayHaveLessThanOthers() throws Exception {
    root.shell("echo x > /tmp/f; chmod 044 /tmp/f; chown 4242:4243 /tmp/f");
    assertThat(root.shellAs(4242, 4243, "cat /tmp/f"))
        .isEqualTo("cat: can't open '/tmp/f': Permission denied\n");
    assertThat(root.shellAs(4244, 4244, "cat /tmp/f")).isEqualTo("x\n");
  }

  @Test
  void rootIsRefusedNothing() throws Exception {
    TestRoot.Result result =
        root.shell(
            "su app -c 'mkdir /tmp/d; chmod 0 /tmp/d; touch /open/f; chmod 0 /open/f';"
                + " echo y > /tmp/d/x; cat /tmp/d/x; cat /open/f; chmod 755 /tmp/d; rm -r /tmp/d");
    assertThat(result.stdout() + result.stderr()).isEqualTo("y\n");
  }

  @Test
  void aSetuidProgramRunsAsItsOwner() throws Exception {
    root.shell(
        "echo 'root::0:0::/:/bin/sh' > /etc/passwd; echo 'app:x:4242:4243::/:/bin/sh' >>"
            + " /etc/passwd; cp /bin/busybox /tmp/su; chmod 4755 /tmp/su");
    assertThat(root.shellAs(4242, 4243, "/tmp/su root -c 'id -u; touch /etc/f; stat -c %u /etc/f'"))
        .isEqualTo("0\n0\n");
  }

  @Test
  void aSetuidBitOnAScriptIsIgnored() throws Exception {
    root.shell("printf '#!/bin/sh\\nid -u\\n' > /tmp/script; chmod 4755 /tmp/script");
    assertThat(root.shellAs(4242, 4243, "/tmp/script")).isEqualTo("4242\n");
  }

  @Test
  void aProgramThatOnlyItsOwnerMayExecuteIsRefused() throws Exception {
    root.shell("cp /bin/busybox /tmp/true; chmod 700 /tmp/true");
    assertThat(root.shellAs(4242, 4243, "/tmp/true"))
        .isEqualTo("sh: /tmp/true: Permission denied\n");
  }
}
