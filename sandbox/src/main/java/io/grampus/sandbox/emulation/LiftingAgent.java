package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The agent of a sandbox without a user namespace: its root has no right that the builder lacks,
 * but the builder owns the files, and so may lift a mode that is in the way, for the moment.
 *
 * <p>Meanwhile others see the lifted mode. Safe for several threads, which wait for one another.
 */
final class LiftingAgent implements RootAgent {
  private static final int OWNER_FILE = 0600;
  private static final int OWNER_DIRECTORY = 0700;
  private static final int PATH_MAX = 4096;

  private final Syscalls syscalls;
  private final StatLayout layout;
  private final NativeBuffer status;
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private final NativeBuffer prefix = NativeBuffer.allocate(PATH_MAX);
  private final Locations locations;
  private final ProcPath proc = new ProcPath();
  private final ProcessMemory memory;
  private final int ownPid;
  private final Deque<Lift> lifts = new ArrayDeque<>();

  LiftingAgent(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.status = NativeBuffer.allocate(layout.size());
    this.locations = new Locations(syscalls);
    this.memory = new ProcessMemory(syscalls);
    this.ownPid = (int) syscalls.call(SyscallNumber.GETPID);
  }

  /** A file whose mode was lifted, by a descriptor of our own. */
  private record Lift(int fd, int permissions) {}

  @Override
  public synchronized long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    try {
      switch (number) {
        case GETXATTR, SETXATTR, REMOVEXATTR, TRUNCATE -> lift(KernelConstants.AT_FDCWD, a);
        case INOTIFY_ADD_WATCH -> lift(KernelConstants.AT_FDCWD, b);
        case OPENAT2 -> liftPrefixes(a, b);
        case RENAMEAT2 -> {
          lift(a, empty.address());
          lift(c, empty.address());
        }
        case SYMLINKAT -> lift(b, empty.address());
        default -> {
          if (a == KernelConstants.AT_FDCWD) {
            lift(a, b);
          } else {
            lift(a, empty.address());
          }
        }
      }
      return syscalls.call(number, a, b, c, d, e);
    } finally {
      restore();
    }
  }

  @Override
  public long bind(int root, int folder, int socket, long address, int length) {
    return -Errno.EACCES;
  }

  /** Gives the owner all access to a file, as long as the call takes. */
  private void lift(long directory, long name) {
    long opened =
        syscalls.call(SyscallNumber.NEWFSTATAT, directory, name, status.address(), emptyFlag(name));
    if (Syscalls.failed(opened)) {
      return;
    }
    int mode = status.getUnsignedShort(layout.modeOffset());
    boolean isDirectory = (mode & KernelConstants.S_IFMT) == KernelConstants.S_IFDIR;
    int wanted = isDirectory ? OWNER_DIRECTORY : OWNER_FILE;
    if ((mode & wanted) == wanted) {
      return;
    }
    int fd = open(directory, name);
    if (fd >= 0) {
      int permissions = mode & ~KernelConstants.S_IFMT;
      lifts.push(new Lift(fd, permissions));
      change(fd, permissions | wanted);
    }
  }

  private long emptyFlag(long name) {
    return name == empty.address() ? KernelConstants.AT_EMPTY_PATH : 0;
  }

  /** A location (O_PATH) of our own, as the caller's may be closed by the call. */
  private int open(long directory, long name) {
    long place = name == empty.address() ? proc.ofOwnDescriptor((int) directory) : name;
    long start = name == empty.address() ? KernelConstants.AT_FDCWD : directory;
    return (int)
        syscalls.call(
            SyscallNumber.OPENAT, start, place, KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
  }

  private void change(int fd, int permissions) {
    syscalls.call(
        SyscallNumber.FCHMODAT, KernelConstants.AT_FDCWD, proc.ofOwnDescriptor(fd), permissions);
  }

  /** Makes every directory on the way searchable, from the root on. */
  private void liftPrefixes(long root, long path) {
    int length = memory.readString(ownPid, path, prefix, 0, PATH_MAX);
    for (int position = 1; position < length; position++) {
      if (prefix.getByte(position) == '/') {
        prefix.putByte(position, (byte) 0);
        liftPrefix((int) root);
        prefix.putByte(position, (byte) '/');
      }
    }
  }

  private void liftPrefix(int root) {
    int opened = locations.open(root, prefix.address(), TargetRoot.RESOLUTION, true);
    if (opened >= 0) {
      lift(opened, empty.address());
      syscalls.call(SyscallNumber.CLOSE, opened);
    }
  }

  private void restore() {
    while (!lifts.isEmpty()) {
      Lift lift = lifts.pop();
      change(lift.fd(), lift.permissions());
      syscalls.call(SyscallNumber.CLOSE, lift.fd());
    }
  }

  @Override
  public void close() {
    // nothing stays open
  }
}
