package io.grampus.sandbox;

import io.grampus.os.Availability;
import io.grampus.os.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what this machine offers to run commands with, by doing it: a sandbox is set up to the
 * point where it would execute a command, in a root file system that has none.
 */
public final class HostProbe {
  private final Syscalls syscalls;

  /** A probe of this machine. */
  public HostProbe(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * The kinds of sandbox, best first.
   *
   * @param scratch an existing empty directory on the file system that snapshots will be on; what
   *     this puts there is the caller's to remove
   */
  public List<Rung> ladder(Path scratch) throws InterruptedException {
    List<Rung> ladder = new ArrayList<>();
    ladder.add(
        new Rung(
            "userns", "user namespace, overlayfs, seccomp notification", userNamespace(scratch)));
    ladder.add(
        new Rung(
            "proot",
            "path translation by ptrace",
            Availability.unavailable(
                "this version of Grampus does not have it",
                "make the user namespace sandbox available")));
    return ladder;
  }

  private Availability userNamespace(Path scratch) throws InterruptedException {
    Availability namespaces = new UserNamespaceProbe(syscalls).probe();
    if (!namespaces.isAvailable()) {
      return namespaces;
    }
    try {
      new UserNamespaceSandbox(syscalls)
          .run(spec(scratch.toRealPath()), new StandardStreams.Captured((stream, chunk) -> {}));
      return Availability.unavailable("a command that does not exist was executed", "report this");
    } catch (CommandNotStartedException e) {
      return Availability.available(); // everything before the command worked
    } catch (SandboxException e) {
      String hint = e.hint() == null ? "see the message" : e.hint();
      return Availability.unavailable(String.valueOf(e.getMessage()), hint);
    } catch (IOException e) {
      return Availability.unavailable(
          "cannot write to " + scratch + ": " + e.getMessage(), "choose another --root");
    }
  }

  private static SandboxSpec spec(Path scratch) throws IOException {
    for (String folder : List.of("upper", "work", "mount")) {
      Files.createDirectory(scratch.resolve(folder));
    }
    for (String target : StandardMounts.mountPoints()) {
      Files.createDirectories(scratch.resolve("lower" + target));
    }
    return new SandboxSpec(
        new RootFileSystem.Overlay(scratch, List.of("lower"), "upper", "work", "mount"),
        StandardMounts.kernelFileSystems(),
        List.of("/no-such-command"),
        List.of(),
        "/",
        Identity.ROOT,
        NetworkMode.HOST,
        "probe");
  }
}
