package io.grampus.sandbox.emulation;

import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The root file system of a sandbox as the supervisor reaches it from outside, and whether a
 * process in it has changed its root, so that each call's root must be asked for.
 */
public final class RootView implements Closeable {
  private final Syscalls syscalls;
  private final int fd;
  private final boolean ownProcesses;
  private final int outside;
  private final byte[] prefix;
  private final long device;
  private final long tracer;
  private final @Nullable MountTable mounts;
  private final ProgramNames programs;
  private volatile boolean roots;

  private RootView(
      Syscalls syscalls,
      int fd,
      int outside,
      byte[] prefix,
      long tracer,
      @Nullable MountTable mounts,
      ProgramNames programs) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.outside = outside;
    this.prefix = prefix;
    this.tracer = tracer;
    this.mounts = mounts;
    this.programs = programs;
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
    this.ownProcesses = outside < 0 && deviceOf("proc", fd) != deviceOf("/proc", fd);
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

  /**
   * Opens the root of a sandbox.
   *
   * @throws ErrnoException where its first process is gone already
   */
  public static RootView open(Syscalls syscalls, SandboxView view) throws ErrnoException {
    if (view instanceof SandboxView.Translated translated) {
      String path = translated.root().toString();
      int outside = open(syscalls, "/");
      return new RootView(
          syscalls,
          open(syscalls, path),
          outside,
          path.getBytes(StandardCharsets.UTF_8),
          translated.tracer(),
          null,
          new ProgramNames());
    }
    if (view instanceof SandboxView.Traced traced) {
      int fd = open(syscalls, traced.root().toString());
      int outside = open(syscalls, "/");
      MountTable mounts = MountTable.open(syscalls, traced.root(), fd, traced.bindings());
      return new RootView(
          syscalls,
          fd,
          outside,
          new byte[0],
          traced.tracer().thread(),
          mounts,
          traced.tracer().programs());
    }
    long pid = ((SandboxView.Namespace) view).pid();
    return new RootView(
        syscalls,
        open(syscalls, "/proc/" + pid + "/root"),
        -1,
        new byte[0],
        0,
        null,
        new ProgramNames());
  }

  private static int open(Syscalls syscalls, String path) throws ErrnoException {
    NativeBuffer name = NativeBuffer.cString(path.getBytes(StandardCharsets.UTF_8));
    long opened =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            name.address(),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(opened)) {
      throw new ErrnoException("openat", path, (int) -opened);
    }
    return (int) opened;
  }

  /**
   * Whether the sandbox has no namespaces: its root is the builder, its processes the machine's.
   */
  boolean isPlain() {
    return outside >= 0;
  }

  /** Whether paths arrive as the machine's own. */
  boolean isTranslated() {
    return isPlain() && mounts == null;
  }

  /** What stands over the root where the kernel does not know it; else null. */
  @Nullable MountTable mounts() {
    return mounts;
  }

  /** Which programs the threads of a traced sandbox execute. */
  ProgramNames programs() {
    return programs;
  }

  /** The process or thread that traces all those of a sandbox without namespaces. */
  long tracer() {
    return tracer;
  }

  /** The path of the root on the machine, which translated paths begin with. */
  byte[] prefix() {
    return prefix;
  }

  /** A descriptor of the machine's root, which has its proc(5). */
  int outside() {
    return outside;
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
    if (outside >= 0) {
      syscalls.call(SyscallNumber.CLOSE, outside);
    }
    if (mounts != null) {
      mounts.close();
    }
  }
}
