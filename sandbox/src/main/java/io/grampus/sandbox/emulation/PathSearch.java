package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Whether a user may pass through a directory and all above it up to the root; one thread's. The
 * directories are those of the resolved path: one that a symbolic link led through is not asked.
 */
final class PathSearch {
  private static final int DEEPEST = 512;

  private final RootCalls calls;
  private final FileInspector inspector;
  private final RootView root;
  private final NativeBuffer parent = NativeBuffer.cString(new byte[] {'.', '.'});

  PathSearch(RootCalls calls, FileInspector inspector, RootView root) {
    this.calls = calls;
    this.inspector = inspector;
    this.root = root;
  }

  /** Whether the user may search that directory and those above it. */
  boolean allows(Credentials who, int directory) {
    if (who.overridesModes()) {
      return true;
    }
    int current = directory;
    boolean allowed = true;
    for (int depth = 0; depth < DEEPEST; depth++) {
      inspector.lookAt(current);
      if (!inspector.allowsEverybody(AccessRules.SEARCH)) {
        inspector.findOwner(current);
        allowed = inspector.allows(who, AccessRules.SEARCH);
      }
      boolean end = !allowed || inspector.inode() == root.inode();
      int above = end ? -1 : above(current);
      if (current != directory) {
        calls.plain().call(SyscallNumber.CLOSE, current);
      }
      if (above < 0) {
        return allowed;
      }
      current = above;
    }
    return allowed;
  }

  private int above(int directory) {
    long opened =
        calls.call(
            SyscallNumber.OPENAT,
            directory,
            parent.address(),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    return Syscalls.failed(opened) ? -1 : (int) opened;
  }
}
