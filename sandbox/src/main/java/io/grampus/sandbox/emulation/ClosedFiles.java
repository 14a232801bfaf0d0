package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that a program is loaded from though their modes keep their owner from reading them, by
 * descriptors of our own. Belongs to one thread.
 */
final class ClosedFiles {
  private final RootCalls calls;
  private final ProcPath proc = new ProcPath();
  private final List<Closed> files = new ArrayList<>();

  private record Closed(int fd, int permissions) {}

  ClosedFiles(RootCalls calls) {
    this.calls = calls;
  }

  /** Adds a file with those permissions; the descriptor stays the caller's. */
  void add(int fd, int permissions) {
    files.add(new Closed(MountedFiles.copy(calls.plain(), fd), permissions));
  }

  /** Lets their owner read them, until {@link #restore}. */
  void openUp() {
    for (Closed file : files) {
      change(file, file.permissions() | ProgramFile.OWNER_READ);
    }
  }

  /** Gives them their permissions back, and gives them up. */
  void restore() {
    for (Closed file : files) {
      change(file, file.permissions());
    }
    giveUp();
  }

  /** Gives them up. */
  void giveUp() {
    for (Closed file : files) {
      calls.plain().call(SyscallNumber.CLOSE, file.fd());
    }
    files.clear();
  }

  private void change(Closed file, int permissions) {
    long place = proc.ofOwnDescriptor(file.fd());
    calls.plain().call(SyscallNumber.FCHMODAT, KernelConstants.AT_FDCWD, place, permissions);
  }
}
