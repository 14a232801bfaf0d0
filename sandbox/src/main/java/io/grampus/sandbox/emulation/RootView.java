package io.grampus.sandbox.emulation;

import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;

/**
 * The root file system of a sandbox as the supervisor reaches it from outside, and whether a
 * process in it has changed its root, so that each call's root must be asked for.
 */
public final class RootView implements Closeable {
  private final Syscalls syscalls;
  private final int fd;
  private final boolean ownProcesses;
  private final long device;
  private volatile boolean roots;

  /**
   * Opens the root of a sandbox's first process through proc(5).
   *
   * @throws ErrnoException where the process is gone already
   */
  public RootView(Syscalls syscalls, long pid) throws ErrnoException {
    this.syscalls = syscalls;
    String path = "/proc/" + pid + "/root";
    NativeBuffer name = NativeBuffer.cString(path.getBytes(StandardCharsets.US_ASCII));
    long opened =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            name.address(),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(opened)) {
      throw new ErrnoException("openat", path, (int) -opened);
    }
    this.fd = (int) opened;
    StatLayout layout = StatLayout.statOn(syscalls.architecture());
    NativeBuffer status = NativeBuffer.allocate(layout.size());
    NativeBuffer empty = NativeBuffer.allocate(1);
    syscalls.call(
        SyscallNumber.NEWFSTATAT,
        fd,
        empty.address(),
        status.address(),
        KernelConstants.AT_EMPTY_PATH);
    this.device = status.getLong(StatLayout.FILE_DEVICE);
    this.ownProcesses = deviceOf("proc", fd) != deviceOf("/proc", fd);
  }

  private long deviceOf(String path, int directory) {
    NativeBuffer name = NativeBuffer.cString(path.getBytes(StandardCharsets.US_ASCII));
    NativeBuffer status = NativeBuffer.allocate(StatLayout.statOn(syscalls.architecture()).size());
    syscalls.call(SyscallNumber.NEWFSTATAT, directory, name.address(), status.address(), 0);
    return status.getLong(StatLayout.FILE_DEVICE);
  }

  /** Whether the sandbox's /proc shows its own processes, not those of the machine. */
  boolean hasOwnProcesses() {
    return ownProcesses;
  }

  /** A descriptor of the root, good for openat2(2) with RESOLVE_IN_ROOT. */
  int fd() {
    return fd;
  }

  /** The device number of the root's file system. */
  long device() {
    return device;
  }

  /** Whether any process of this sandbox ever called chroot(2). */
  boolean hasOtherRoots() {
    return roots;
  }

  /** Notes that a process is about to change its root. */
  void rootChanges() {
    roots = true;
  }

  @Override
  public void close() {
    syscalls.call(SyscallNumber.CLOSE, fd);
  }
}
