package io.grampus.sandbox;

import io.grampus.os.DescriptorChannel;
import io.grampus.os.Errno;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the starter of a sandbox without namespaces tells, in its order: see {@link StarterPlan}.
 */
final class StarterReport {
  private static final long CHECK_MILLISECONDS = 5;

  private final ProcessCalls processes;
  private final DescriptorChannel channel;
  private final long pid;
  private final String program;

  /**
   * A report over a channel.
   *
   * @param pid the child of this process that the starter is, or comes from
   * @param program what executes it
   */
  StarterReport(ProcessCalls processes, DescriptorChannel channel, long pid, String program) {
    this.processes = processes;
    this.channel = channel;
    this.pid = pid;
    this.program = program;
  }

  /** The next number that the starter tells; it does not take long, unless proot ends before. */
  long next() throws IOException, InterruptedException {
    int pidFd = processes.openPidFd(pid);
    try {
      while (true) {
        boolean ended = processes.awaitEnd(pidFd, 0);
        OptionalLong number = channel.number();
        if (number.isPresent()) {
          return number.getAsLong();
        }
        if (ended) {
          throw new SandboxException(
              "sandbox-failed",
              program + " ended before it executed anything",
              "its own message is above; `grampus doctor` shows what this machine allows",
              null);
        }
        Thread.sleep(CHECK_MILLISECONDS);
      }
    } finally {
      processes.close(pidFd);
    }
  }

  /** The next number that was told, of a starter that is no more; empty where it told no more. */
  OptionalLong last() {
    return channel.number();
  }

  int listener() throws IOException, InterruptedException {
    long installed = next();
    if (Syscalls.failed(installed)) {
      throw new SandboxException(
          "sandbox-unavailable",
          "no system call filter with notification can be installed: "
              + Errno.description((int) -installed),
          installed == -Errno.EBUSY
              ? "this process is inside a sandbox of the same kind already; a process tree can have"
                  + " one only. Use --sandbox=proot-only"
              : "it needs Linux 5.19; --sandbox=proot-only does without",
          null);
    }
    for (int descriptor = channel.descriptor(); ; descriptor = channel.descriptor()) {
      if (descriptor != -Errno.EAGAIN) {
        return descriptor;
      }
      Thread.sleep(1);
    }
  }

  static void requireDirectory(SandboxSpec spec, long entered) {
    if (Syscalls.failed(entered)) {
      throw new SandboxException(
          "working-directory",
          "cannot enter the working directory "
              + spec.workingDirectory()
              + ": "
              + Errno.description((int) -entered),
          "WORKDIR must name a directory",
          null);
    }
  }

  void requireExecuted(SandboxSpec spec) {
    List<Long> attempts =
        Stream.generate(channel::number)
            .takeWhile(OptionalLong::isPresent)
            .map(OptionalLong::getAsLong)
            .toList();
    if (attempts.size() == ProcessPlan.candidates(spec).size()) {
      throw StartFailure.notExecuted(spec, attempts, null);
    }
  }
}
