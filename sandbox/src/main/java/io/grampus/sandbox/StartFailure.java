package io.grampus.sandbox;

import io.grampus.os.ClonedProcess;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.sandbox.NamespacePlan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what it means that a child did not get as far as executing the command. */
final class StartFailure {
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  private StartFailure() {}

  static SandboxException of(SandboxSpec spec, Plan plan, ClonedProcess child) {
    Entry failed = child.program().entries().get(child.failedEntry());
    ErrnoException cause = child.failure();
    if (failed.number() == SyscallNumber.EXECVE) {
      List<Long> results = child.results();
      return notExecuted(spec, results.subList(plan.firstExecute(), results.size()), cause);
    }
    if (failed.number() == SyscallNumber.CHDIR
        && failed.purpose().startsWith("enter the working directory")) {
      return new SandboxException(
          "working-directory",
          "cannot " + failed.purpose() + ": " + Errno.description(cause.errno()),
          "WORKDIR must name a directory",
          cause);
    }
    return new SandboxException(
        "sandbox-failed",
        "the sandbox could not be set up: could not "
            + failed.purpose()
            + " ("
            + failed.number().callName()
            + ": "
            + Errno.description(cause.errno())
            + ")",
        hint(failed, cause.errno()),
        cause);
  }

  /**
   * What it means that no attempt to execute the command succeeded.
   *
   * @param attempts the negated errno of each
   */
  static SandboxException notExecuted(
      SandboxSpec spec, List<Long> attempts, @Nullable ErrnoException cause) {
    String command = spec.arguments().get(0);
    int last = (int) -attempts.get(attempts.size() - 1);
    boolean refused = attempts.contains((long) -Errno.EACCES);
    boolean missing = attempts.stream().allMatch(r -> r == -Errno.ENOENT || r == -Errno.ENOTDIR);
    if (missing) {
      String hint =
          command.indexOf('/') >= 0
              ? "the file does not exist in the image, or the interpreter it names does not"
              : "no directory of PATH in the image has it";
      return new CommandNotStartedException(
          "the command '" + command + "' was not found", hint, NOT_FOUND, cause);
    }
    if (last == Errno.ENOEXEC) {
      return new CommandNotStartedException(
          "the command '" + command + "' has no known executable format",
          "it is made for another processor, or is a script without a #! line",
          NOT_EXECUTABLE,
          cause);
    }
    String reason = refused ? Errno.description(Errno.EACCES) : Errno.description(last);
    return new CommandNotStartedException(
        "the command '" + command + "' could not be executed: " + reason,
        "is it a file with the execute permission set?",
        NOT_EXECUTABLE,
        cause);
  }

  private static String hint(Entry failed, int errno) {
    if (errno == Errno.ENOSPC) {
      return "raise the limits in /proc/sys/user, or free space in the store";
    }
    if (failed.purpose().equals("mount the overlay")) {
      return "overlay mounts in user namespaces need Linux 5.11 and a store on a file system with"
          + " user extended attributes (ext4, xfs, btrfs, tmpfs since 6.6)";
    }
    return "`grampus doctor` shows what this machine allows";
  }
}
