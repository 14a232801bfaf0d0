package io.grampus.sandbox;

import io.grampus.os.ExecutableProgram;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proot on this machine, and which system calls it leaves alone although they take paths: the
 * kernel would look for the machine's file. Programs know what to do where a kernel does not have
 * them.
 *
 * @param path the executable
 * @param version its version as it tells it; empty where it does not
 * @param untranslated the calls
 */
public record ProotProgram(Path path, String version, Set<SyscallNumber> untranslated) {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.\\d+)\\.\\d+");

  /** Calls that are newer than most versions; nobody asks. */
  private static final Set<SyscallNumber> TOO_NEW =
      Collections.unmodifiableSet(
          EnumSet.of(SyscallNumber.OPENAT2, SyscallNumber.EXECVEAT, SyscallNumber.FCHMODAT2));

  private static final String PROBE = "/.grampus-probe";
  private static final String RENAMED = "/.grampus-renamed";
  private static final int STANDARD_OUTPUT = 1;
  private static final int SIZE_OF_STATX = 256;

  /** Copies the set. */
  public ProotProgram {
    untranslated = Set.copyOf(untranslated);
  }

  /**
   * Looks for proot.
   *
   * @param named a path that the user gave, or empty
   * @param searchPath folders as in PATH
   */
  public static Optional<Path> find(String named, String searchPath) {
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(ProotProgram::isProgram);
    }
    for (String folder : searchPath.split(":")) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, "proot");
      if (isProgram(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  /**
   * Finds out what a proot is and can do, by letting it do it.
   *
   * @param scratch an existing directory
   * @throws IOException where it cannot be executed
   */
  static ProotProgram at(Path path, Syscalls syscalls, Path scratch)
      throws IOException, InterruptedException {
    String told =
        new String(output(List.of(path.toString(), "--version"), scratch), StandardCharsets.UTF_8);
    Matcher version = VERSION.matcher(told);
    return new ProotProgram(
        path, version.find() ? version.group(1) : "", untranslated(path, syscalls, scratch));
  }

  private static byte[] output(List<String> command, Path scratch)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("PROOT_NO_SECCOMP", "1");
    builder.environment().put("PROOT_TMP_DIR", scratch.toString());
    Process process = builder.start();
    try {
      byte[] text = process.getInputStream().readAllBytes();
      process.waitFor();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  /** A program in a root of its own makes the calls and writes their results, eight bytes each. */
  private static Set<SyscallNumber> untranslated(Path proot, Syscalls syscalls, Path scratch)
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(scratch.resolve("translated"));
    Path program = root.resolve(PROBE.substring(1));
    Files.write(program, ExecutableProgram.of(calls(), syscalls.architecture()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    byte[] results =
        output(
            List.of(proot.toString(), "-r", root.toString(), "-w", "/", "-v", "-1", PROBE),
            scratch);
    ByteBuffer numbers = ByteBuffer.wrap(results).order(ByteOrder.nativeOrder());
    Set<SyscallNumber> untranslated = EnumSet.copyOf(TOO_NEW);
    for (SyscallNumber call :
        List.of(SyscallNumber.STATX, SyscallNumber.FACCESSAT2, SyscallNumber.RENAMEAT2)) {
      boolean found = numbers.remaining() >= Long.BYTES && numbers.getLong() == 0;
      if (!found) {
        untranslated.add(call);
      }
    }
    return untranslated;
  }

  private static SyscallProgram calls() {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    SyscallProgram.Argument here = SyscallProgram.value(KernelConstants.AT_FDCWD);
    int status =
        program.add(
            SyscallProgram.Entry.of(
                    "statx",
                    SyscallNumber.STATX,
                    here,
                    SyscallProgram.text(PROBE),
                    SyscallProgram.value(0),
                    SyscallProgram.value(0),
                    SyscallProgram.bytes(new byte[SIZE_OF_STATX]))
                .ignoringErrors());
    int accessed =
        program.add(
            SyscallProgram.Entry.of(
                    "faccessat2",
                    SyscallNumber.FACCESSAT2,
                    here,
                    SyscallProgram.text(PROBE),
                    SyscallProgram.value(0),
                    SyscallProgram.value(0))
                .ignoringErrors());
    int renamed =
        program.add(
            SyscallProgram.Entry.of(
                    "renameat2",
                    SyscallNumber.RENAMEAT2,
                    here,
                    SyscallProgram.text(PROBE),
                    here,
                    SyscallProgram.text(RENAMED),
                    SyscallProgram.value(0))
                .ignoringErrors());
    for (int call : List.of(status, accessed, renamed)) {
      program.tell(STANDARD_OUTPUT, call);
    }
    program.add("end", SyscallNumber.EXIT_GROUP, SyscallProgram.value(0));
    return program.build();
  }
}
