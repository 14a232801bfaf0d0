package io.grampus.tests.bench;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The file tree of an image for the other ways to be root in it, and those ways. */
final class Trees {
  private final Workspace workspace;
  private final Path archive;
  private final Map<String, Path> trees = new HashMap<>();
  private int copies;

  /** Writes the image out; it has to be in the store of that Grampus under that name. */
  Trees(Workspace workspace, Grampus grampus, String image) {
    this.workspace = workspace;
    this.archive = workspace.out(image + ".tar");
    workspace.dockerfile("FROM " + image);
    grampus.build("-o", "type=tar,dest=" + archive).mustSucceed();
  }

  /** Whether these tests were started by real root. */
  static boolean haveRoot() {
    return Command.of("id", "-u").succeed().answer().equals("0");
  }

  /** Real root in a chroot, in namespaces only so that its mounts and processes end with it. */
  Way root() {
    return new Way("real root, chroot", words -> inChroot(tree("root", false), List.of(), words));
  }

  /** The one mapped id of a user namespace, without any emulation. */
  Way namespace() {
    return new Way(
        "native, in a namespace",
        words -> {
          List<String> all =
              new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "chroot"));
          all.add(tree("namespace", true).toString());
          all.addAll(words);
          return workspace.command(all.toArray(String[]::new));
        });
  }

  /** proot, tracing every call. */
  Way proot() {
    return new Way(
        "proot -0",
        words -> {
          List<String> all = new ArrayList<>(List.of("proot", "-0", "-w", "/", "-r"));
          all.add(tree("proot", true).toString());
          all.addAll(List.of("-b", "/proc", "-b", "/dev", "-b", "/sys"));
          all.addAll(words);
          return workspace.command(all.toArray(String[]::new));
        });
  }

  /**
   * fakeroot, which stands in front of the C library, in a user namespace. There the kernel's
   * answer to a chown is not the one that it expects, so it is told not to try any.
   */
  Way fakeroot() {
    return new Way(
        "fakeroot",
        words -> {
          List<String> fake = new ArrayList<>(List.of("env", "FAKEROOTDONTTRYCHOWN=1", "fakeroot"));
          fake.addAll(words);
          return inChroot(tree("fakeroot", true), List.of("--user", "--map-root-user"), fake);
        });
  }

  private Command inChroot(Path tree, List<String> namespaces, List<String> words) {
    List<String> all = new ArrayList<>(List.of("unshare"));
    all.addAll(namespaces);
    all.addAll(
        List.of(
            "--mount",
            "--pid",
            "--ipc",
            "--uts",
            "--fork",
            "--mount-proc=" + tree.resolve("proc"),
            "sh",
            "-ec",
            "mount --rbind /dev \"$1/dev\"; exec chroot \"$@\"",
            "sh",
            tree.toString()));
    all.addAll(words);
    String[] command = all.toArray(String[]::new);
    return namespaces.isEmpty() ? Command.of(command) : workspace.command(command);
  }

  /**
   * Lets every way begin with a fresh tree again. The old ones stay to the end: where ext4 has no
   * journal, making files is slow for minutes after many were removed.
   */
  void renew() {
    trees.clear();
  }

  private Path tree(String way, boolean unprivileged) {
    return trees.computeIfAbsent(way, key -> copy(unprivileged));
  }

  private Path copy(boolean unprivileged) {
    Path tree = workspace.out("tree-" + copies++);
    String extract = "mkdir \"$1\" && tar -C \"$1\" --numeric-owner -xpf \"$2\" && sync";
    String[] words = {"sh", "-c", extract, "sh", tree.toString(), archive.toString()};
    Command command = unprivileged ? workspace.command(words) : Command.of(words);
    command.succeed();
    return tree;
  }
}
