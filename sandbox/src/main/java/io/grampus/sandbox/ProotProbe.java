package io.grampus.sandbox;

import io.grampus.os.Availability;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.Syscalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds proot and whether it can do its work here, by letting it. */
public final class ProotProbe {
  private static final String INSTALL = "apt-get install proot, or name one with --proot";

  private final String named;
  private final String searchPath;
  private final Path yama;
  private @Nullable ProotProgram found;

  /**
   * A probe.
   *
   * @param named the proot that the user gave, or empty
   * @param searchPath folders as in PATH
   */
  public ProotProbe(String named, String searchPath) {
    this(named, searchPath, Path.of("/proc/sys/kernel/yama/ptrace_scope"));
  }

  /** A probe that reads elsewhere how far ptrace(2) is restricted. */
  ProotProbe(String named, String searchPath, Path yama) {
    this.named = named;
    this.searchPath = searchPath;
    this.yama = yama;
  }

  private @Nullable ProotProgram program(Syscalls syscalls, Path place)
      throws IOException, InterruptedException {
    Optional<Path> path = found == null ? ProotProgram.find(named, searchPath) : Optional.empty();
    if (path.isPresent()) {
      found = ProotProgram.at(path.get(), syscalls, place);
    }
    return found;
  }

  /** Its version in brackets, or nothing where {@link #probe} found none. */
  String shownVersion() {
    ProotProgram program = found;
    return program == null || program.version().isEmpty()
        ? ""
        : " (proot " + program.version() + ")";
  }

  /** Whether it works, with our emulation of root or its own. */
  Availability probe(Syscalls syscalls, Path scratch, boolean emulating)
      throws InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      Path place = Files.createDirectories(scratch.toRealPath().resolve("p" + emulating));
      if (found == null && ProotProgram.find(named, searchPath).isEmpty()) {
        return Availability.unavailable(
            named.isEmpty() ? "proot is not in PATH" : named + " is no program", INSTALL);
      }
      Availability executable = executable(syscalls, place);
      if (!executable.isAvailable()) {
        return executable;
      }
      ProotProgram program = program(syscalls, place);
      if (program == null) {
        throw new IOException("it is gone");
      }
      return explain(
          attempt(new ProotSandbox(syscalls, program, emulating, false), emptyRoot(place), output),
          output);
    } catch (SandboxException e) {
      return explain(because(e), output);
    } catch (IOException e) {
      return Availability.unavailable("proot cannot be used: " + e.getMessage(), INSTALL);
    }
  }

  /** Something that is tried. */
  @FunctionalInterface
  interface Attempt {
    Availability make() throws IOException, InterruptedException;
  }

  /**
   * Tries a sandbox that traces without proot, and says what is known of why it fails.
   *
   * @param place an existing directory
   */
  Availability traceable(Syscalls syscalls, Path place, Attempt attempt)
      throws IOException, InterruptedException {
    Availability executable = executable(syscalls, place);
    return executable.isAvailable()
        ? explain(attempt.make(), new ByteArrayOutputStream())
        : executable;
  }

  /** The sandbox, where {@link #probe} found that it works. */
  Sandbox sandbox(Syscalls syscalls, boolean emulating, boolean counting) {
    ProotProgram program = found;
    if (program == null) {
      throw new IllegalStateException("not probed");
    }
    return new ProotSandbox(syscalls, program, emulating, counting);
  }

  /** A file system mounted noexec executes nothing that an image brings along either. */
  private static Availability executable(Syscalls syscalls, Path place)
      throws IOException, InterruptedException {
    SyscallProgram.Builder end = new SyscallProgram.Builder();
    end.add("end", SyscallNumber.EXIT_GROUP, SyscallProgram.value(0));
    Path program = place.resolve("program");
    Files.write(program, ExecutableProgram.of(end.build(), syscalls.architecture()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try {
      new ProcessBuilder(program.toString()).start().waitFor();
      return Availability.available();
    } catch (IOException e) {
      return Availability.unavailable(
          "programs in " + place.getParent() + " may not be executed: it is mounted noexec",
          "choose another place for the store with --root or GRAMPUS_ROOT");
    } finally {
      Files.delete(program);
    }
  }

  private Availability explain(Availability result, ByteArrayOutputStream output) {
    if (!(result instanceof Availability.Unavailable missing)) {
      return result;
    }
    String scope = ptraceScope();
    if (scope.equals("2") || scope.equals("3")) {
      return Availability.unavailable(
          "kernel.yama.ptrace_scope is " + scope + ", so nothing may be traced",
          scope.equals("3")
              ? "it cannot be lowered before the next start of the machine"
              : "as root: sysctl -w kernel.yama.ptrace_scope=1");
    }
    String said = output.toString(StandardCharsets.UTF_8).strip();
    if (said.isEmpty()) {
      return missing;
    }
    // proot 5.1 puts its loader there, whatever PROOT_TMP_DIR says
    boolean temporary = said.contains("temporary file");
    return Availability.unavailable(
        missing.cause() + " (" + said.lines().findFirst().orElse("") + ")",
        temporary ? "give the container a /tmp that can be written" : missing.hint());
  }

  private String ptraceScope() {
    try {
      return Files.readString(yama).strip();
    } catch (IOException e) {
      return ""; // this kernel has no Yama
    }
  }

  static RootFileSystem emptyRoot(Path place) throws IOException {
    for (String target : StandardMounts.mountPoints()) {
      Files.createDirectories(place.resolve("root" + target));
    }
    return new RootFileSystem.Directory(place.resolve("root"));
  }

  /** Runs what does not exist: if that is the trouble, everything before it works. */
  static Availability attempt(Sandbox sandbox, RootFileSystem root) throws InterruptedException {
    return attempt(sandbox, root, new ByteArrayOutputStream());
  }

  private static Availability attempt(
      Sandbox sandbox, RootFileSystem root, ByteArrayOutputStream output)
      throws InterruptedException {
    try {
      sandbox.run(
          spec(root), new StandardStreams.Captured((stream, chunk) -> output.writeBytes(chunk)));
      return Availability.unavailable("a command that does not exist was executed", "report this");
    } catch (CommandNotStartedException e) {
      return Availability.available();
    } catch (SandboxException e) {
      return because(e);
    }
  }

  static Availability because(SandboxException failure) {
    String hint = failure.hint() == null ? "see the message" : failure.hint();
    return Availability.unavailable(String.valueOf(failure.getMessage()), hint);
  }

  private static SandboxSpec spec(RootFileSystem root) {
    return new SandboxSpec(
        root,
        StandardMounts.kernelFileSystems(),
        List.of("/no-such-command"),
        List.of(),
        "/",
        Identity.ROOT,
        NetworkMode.HOST,
        "probe");
  }
}
