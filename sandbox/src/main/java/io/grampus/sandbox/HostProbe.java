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
  private static final String LOST =
      "what proot -0 fakes: owners are forgotten after each command, and no other user is refused"
          + " anything";

  private final Syscalls syscalls;
  private final ProotProbe proot;
  private final Path scratch;

  /**
   * A probe of this machine.
   *
   * @param proot finds proot
   * @param scratch an existing empty directory on the file system that snapshots will be on; what
   *     this puts there is the caller's to remove
   */
  public HostProbe(Syscalls syscalls, ProotProbe proot, Path scratch) {
    this.syscalls = syscalls;
    this.proot = proot;
    this.scratch = scratch;
  }

  /** The kinds of sandbox, best first. */
  public List<Rung> ladder() throws InterruptedException {
    List<Rung> ladder = new ArrayList<>();
    for (SandboxPreference kind :
        List.of(
            SandboxPreference.USERNS,
            SandboxPreference.PTRACE,
            SandboxPreference.PROOT,
            SandboxPreference.PROOT_ONLY)) {
      ladder.add(rung(kind));
    }
    return ladder;
  }

  private Rung rung(SandboxPreference kind) throws InterruptedException {
    return switch (kind) {
      case USERNS -> new Rung(kind.word(), "user namespace, seccomp notification", userNamespace());
      case PTRACE ->
          new Rung(
              kind.word(),
              "all calls on files by seccomp notification, programs by ptrace",
              tracing());
      case PROOT -> {
        Availability availability = proot.probe(syscalls, scratch, true);
        yield new Rung(
            kind.word(),
            "path translation by ptrace, seccomp notification" + proot.shownVersion(),
            availability);
      }
      case PROOT_ONLY -> new Rung(kind.word(), LOST, proot.probe(syscalls, scratch, false));
      case AUTO -> throw new IllegalArgumentException("not a rung");
    };
  }

  /** Whether overlayfs can be mounted in a user namespace of ours, on the file system given. */
  public Availability overlay() throws InterruptedException {
    Availability namespaces = new UserNamespaceProbe(syscalls).probe();
    if (namespaces instanceof Availability.Unavailable) {
      return Availability.unavailable(
          "it needs the userns sandbox", "make the userns sandbox available");
    }
    return namespace("o", true);
  }

  private Availability userNamespace() throws InterruptedException {
    Availability namespaces = new UserNamespaceProbe(syscalls).probe();
    return namespaces.isAvailable() ? namespace("n", false) : namespaces;
  }

  private Availability tracing() throws InterruptedException {
    try {
      Path place = Files.createDirectories(scratch.toRealPath().resolve("t"));
      return proot.traceable(
          syscalls,
          place,
          () ->
              ProotProbe.attempt(new TracingSandbox(syscalls, false), ProotProbe.emptyRoot(place)));
    } catch (SandboxException e) {
      return ProotProbe.because(e);
    } catch (IOException e) {
      return Availability.unavailable(
          "cannot write to " + scratch + ": " + e.getMessage(), "choose another --root");
    }
  }

  private Availability namespace(String name, boolean overlay) throws InterruptedException {
    try {
      Path place = Files.createDirectories(scratch.toRealPath().resolve(name));
      RootFileSystem root = overlay ? overlayRoot(place) : ProotProbe.emptyRoot(place);
      return ProotProbe.attempt(new UserNamespaceSandbox(syscalls), root);
    } catch (SandboxException e) {
      return ProotProbe.because(e);
    } catch (IOException e) {
      return Availability.unavailable(
          "cannot write to " + scratch + ": " + e.getMessage(), "choose another --root");
    }
  }

  private static RootFileSystem overlayRoot(Path place) throws IOException {
    for (String folder : List.of("upper", "work", "mount")) {
      Files.createDirectories(place.resolve(folder));
    }
    for (String target : StandardMounts.mountPoints()) {
      Files.createDirectories(place.resolve("lower" + target));
    }
    return new RootFileSystem.Overlay(place, List.of("lower"), "upper", "work", "mount");
  }

  /**
   * Takes the best kind of sandbox that works, or the one that the user wants.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} with the cause and what would change it
   */
  public ChosenSandbox choose(SandboxPreference wanted, boolean counting)
      throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    String hint = "";
    for (SandboxPreference kind : SandboxPreference.values()) {
      if (kind == SandboxPreference.AUTO || (wanted != SandboxPreference.AUTO && kind != wanted)) {
        continue;
      }
      Availability availability = rung(kind).availability();
      if (!(availability instanceof Availability.Unavailable missing)) {
        return new ChosenSandbox(kind.word(), reasons, sandbox(kind, counting));
      }
      reasons.add(
          "no " + kind.word() + " because " + missing.cause() + " (" + missing.hint() + ")");
      hint = hint.isEmpty() ? missing.hint() : hint;
    }
    throw new SandboxException(
        "sandbox-unavailable",
        "commands cannot be run: " + String.join("; ", reasons),
        hint + "; `grampus doctor` shows the whole ladder",
        null);
  }

  private Sandbox sandbox(SandboxPreference kind, boolean counting) {
    return switch (kind) {
      case USERNS -> new UserNamespaceSandbox(syscalls, counting);
      case PTRACE -> new TracingSandbox(syscalls, counting);
      case PROOT, PROOT_ONLY -> proot.sandbox(syscalls, kind == SandboxPreference.PROOT, counting);
      case AUTO -> throw new IllegalArgumentException("not a rung");
    };
  }
}
