package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.PathWalk.Goal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds files by paths inside where the kernel does not know the sandbox's root: below the root
 * directory, or below what a {@link MountTable} puts over it. Belongs to one thread.
 *
 * <p>A path without links leads where its text says, which openat2(2) confirms in one call; where
 * links lead to a file below the root, proc(5) tells whether anything is mounted over it. All else
 * is walked name by name.
 */
final class MountedFiles {
  private static final int DEEPEST = 40;

  private final RootCalls calls;
  private final MountTable mounts;
  private final int rootFd;
  private final long noFollow;
  private final Locations locations;
  private final PathWalk walk;
  private final ProcFiles processes;
  private final TargetPath place = new TargetPath();
  private final ProcPath proc;
  private final ProcPath working = new ProcPath();
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private final NativeBuffer text = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private int depth;

  MountedFiles(RootCalls calls, RootView root, MountTable mounts, long noFollow, PathWalk walk) {
    this.calls = calls;
    this.mounts = mounts;
    this.rootFd = root.fd();
    this.noFollow = noFollow;
    this.locations = new Locations(calls);
    this.walk = walk;
    this.proc = new ProcPath(calls.hasOwnDirectory());
    this.processes = new ProcFiles(calls, root, mounts);
  }

  /** Opens the location (O_PATH) that an absolute path means; or a negated errno. */
  int open(int thread, TargetPath path, boolean follow) {
    depth = 0;
    return find(thread, path, follow);
  }

  private int find(int thread, TargetPath path, boolean follow) {
    if (++depth > DEEPEST) {
      return -Errno.ELOOP;
    }
    if (path.hasDots()) {
      path.squeeze();
    }
    if (path.hasDots() && path.isBelowProc()) {
      processes.simplify(thread, path);
    }
    if (path.isBelowProc()) {
      int opened = processes.open(thread, path, follow);
      return opened == -Errno.EAGAIN ? find(thread, path, follow) : opened;
    }
    if (path.hasDots() || path.length() >= TargetPath.PATH_MAX) {
      return walk(thread, path, follow);
    }
    Mounted mount = mounts.of(path);
    int opened =
        mount == null
            ? locations.open(
                rootFd,
                path.address(),
                Locations.RESOLVE_IN_ROOT | Locations.RESOLVE_NO_SYMLINKS,
                follow)
            : openBelow(mount, path, follow);
    if (opened == -Errno.ELOOP && mount == null) {
      opened = openThroughLinks(path, follow);
    }
    return opened == -Errno.ELOOP || opened == -Errno.EXDEV ? walk(thread, path, follow) : opened;
  }

  private int openBelow(Mounted mount, TargetPath path, boolean follow) {
    long rest = path.addressBehind(mount.target());
    return isTop(mount, path)
        ? copy(calls.plain(), mount.fd())
        : locations.open(
            mount.fd(), rest, Locations.RESOLVE_BENEATH | Locations.RESOLVE_NO_SYMLINKS, follow);
  }

  private static boolean isTop(Mounted mount, TargetPath path) {
    return path.length() <= mount.target().length + 1;
  }

  /** Another descriptor of the same location. */
  static int copy(Syscalls syscalls, int fd) {
    int duplicate = 1030; // F_DUPFD_CLOEXEC
    return (int) syscalls.call(SyscallNumber.FCNTL, fd, duplicate, 0);
  }

  /** -ELOOP where only a walk can tell, because something is mounted over what was found. */
  private int openThroughLinks(TargetPath path, boolean follow) {
    int fd =
        locations.open(
            rootFd,
            path.address(),
            Locations.RESOLVE_IN_ROOT | Locations.RESOLVE_NO_MAGICLINKS,
            follow);
    if (fd < 0) {
      return -Errno.ELOOP;
    }
    boolean plain = readPlace(fd) && mounts.of(place) == null;
    if (!plain) {
      calls.plain().call(SyscallNumber.CLOSE, fd);
      return -Errno.ELOOP;
    }
    return fd;
  }

  private boolean readPlace(int fd) {
    int length = calls.readLink(proc.ofOwnDescriptor(fd), text);
    int inside = length <= 0 ? -1 : mounts.toInside(text, length);
    if (inside > 0) {
      place.set(text, 0, inside);
    }
    return inside > 0;
  }

  /** The mount that a file is in which is open here; null for the root directory's own. */
  @Nullable Mounted mountOf(int fd) {
    int length = calls.readLink(proc.ofOwnDescriptor(fd), text);
    return length <= 0 ? null : mounts.holding(text, length);
  }

  /** Whether a link of proc(5) leads to a file inside, or to no file that has a path. */
  boolean leadsInside(long link) {
    int length = calls.readLink(link, text);
    return length <= 0 || text.getByte(0) != '/' || mounts.toInside(text, length) > 0;
  }

  private int walk(int thread, TargetPath path, boolean follow) {
    walk.take(path);
    int start = copy(calls.plain(), rootFd);
    int found = walk.find(Credentials.ROOT, rootFd, start, follow ? Goal.FILE : Goal.LINK);
    if (found == -Errno.EAGAIN) {
      int left = walk.leaveToProc(path);
      return left == 0 ? find(thread, path, follow) : left;
    }
    return found < 0 ? found : walk.takeFile();
  }

  /** The mount under a name in a directory, which the kernel does not see; null without one. */
  @Nullable Mounted at(int directory, NativeBuffer name, FileInspector inspector) {
    if (!mounts.hasName(name)) {
      return null;
    }
    long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | noFollow;
    long fd = calls.plain().call(SyscallNumber.OPENAT, directory, name.address(), flags);
    if (Syscalls.failed(fd)) {
      return null;
    }
    inspector.lookAt((int) fd);
    calls.plain().call(SyscallNumber.CLOSE, fd);
    return mounts.over(inspector.device(), inspector.inode());
  }

  /**
   * Reads what a symbolic link says to a process: the links of proc(5) are told as paths inside.
   *
   * @param path the link's own path
   * @return the length or a negated errno
   */
  int textOfLink(int thread, TargetPath path, int fd, NativeBuffer destination) {
    boolean special = path.isSet() && path.isBelowProc();
    String own = special ? processes.textOfLink(path.text(), thread) : "";
    if (!own.isEmpty()) {
      byte[] bytes = own.getBytes(StandardCharsets.ISO_8859_1);
      destination.putBytes(0, bytes, 0, bytes.length);
      return bytes.length;
    }
    int length = calls.readLink(fd, empty.address(), destination);
    if (length == -Errno.ENOENT) {
      return -Errno.EINVAL; // it is no link: readlink(2) on a location
    }
    boolean ofProcess = special && length > 0 && destination.getByte(0) == '/';
    int inside = ofProcess ? mounts.toInside(destination, length) : -1;
    return inside > 0 ? inside : length;
  }

  /** Reads the working directory of a process; its length or a negated errno. */
  int workingDirectory(int thread, NativeBuffer destination) {
    int length = calls.readLink(working.of(thread, "cwd"), destination);
    if (length <= 0 || TargetPath.isOfRemoved(destination, length)) {
      return -Errno.ENOENT;
    }
    int inside = mounts.toInside(destination, length);
    return inside > 0 ? inside : -Errno.ENOENT;
  }

  /** The path inside of a file that is open here; empty where it has none. */
  String pathInside(int fd) {
    return readPlace(fd) ? place.text() : "";
  }
}
