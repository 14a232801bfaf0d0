package io.grampus.sandbox;

import io.grampus.os.SyscallNumber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proot on this machine, and which system calls it leaves alone although they take paths.
 *
 * @param path the executable
 * @param major the first number of its version
 * @param minor the second
 */
public record ProotProgram(Path path, int major, int minor) {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\.\\d+");
  private static final long SECONDS_FOR_AN_ANSWER = 20;

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
   * Asks a proot for its version.
   *
   * @throws IOException where it cannot be executed or does not tell
   */
  public static ProotProgram at(Path path) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(path.toString(), "--version")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(SECONDS_FOR_AN_ANSWER, TimeUnit.SECONDS);
      Matcher version = VERSION.matcher(text);
      if (!version.find()) {
        throw new IOException(path + " does not tell its version");
      }
      return new ProotProgram(
          path, Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Its version as one reads it. */
  public String version() {
    return major + "." + minor;
  }

  /**
   * Calls that it would let through with a path of the sandbox, so that the kernel looked for the
   * machine's file. Programs know what to do where a kernel does not have them.
   */
  Set<SyscallNumber> untranslated() {
    Set<SyscallNumber> calls =
        EnumSet.of(SyscallNumber.OPENAT2, SyscallNumber.EXECVEAT, SyscallNumber.FCHMODAT2);
    if (major < 5 || (major == 5 && minor < 2)) {
      calls.add(SyscallNumber.STATX);
      calls.add(SyscallNumber.RENAMEAT2);
      calls.add(SyscallNumber.FACCESSAT2);
    }
    return calls;
  }
}
