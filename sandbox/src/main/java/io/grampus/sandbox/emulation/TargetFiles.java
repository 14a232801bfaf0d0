package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.emulation.PathWalk.Goal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that a process in a sandbox means, from outside.
 *
 * <p>Paths are resolved inside the process's root by openat2(2) with RESOLVE_IN_ROOT, relative ones
 * from the process's own working directory or descriptor, whose path proc(5) tells. Paths that name
 * a descriptor of the process, as /dev/stdout does, lead to the file behind it. Allocates nothing
 * per call.
 */
final class TargetFiles {
  private static final int MOST_LINKS = 40;
  private static final long LOCATION = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;

  private final RootCalls calls;
  private final RootView root;
  private final long noFollow;
  private final TargetPath path = new TargetPath();
  private final ProcPath proc;
  private final PathReader reader;
  private final TargetRoot ownRoot;
  private final TargetProcess process;
  private final CredentialTable.Access credentials;
  private final PathWalk walk;
  private final FileInspector inspector;
  private final TargetPath folder = new TargetPath();
  private final @Nullable MountedFiles mounted;
  private long name;
  private boolean nameIsDirectory;
  private boolean nameExists;

  TargetFiles(
      RootCalls calls,
      ProcessMemory memory,
      RootView root,
      CredentialTable.Access credentials,
      FileInspector inspector) {
    this.calls = calls;
    this.proc = new ProcPath(calls.hasOwnDirectory());
    this.root = root;
    this.credentials = credentials;
    this.process = new TargetProcess(calls.plain());
    this.noFollow = Locations.noFollow(calls.plain().architecture());
    this.reader = new PathReader(calls, memory, root, proc, path);
    this.ownRoot = new TargetRoot(calls, root, proc, reader);
    this.walk = new PathWalk(calls, memory, inspector, root, noFollow);
    this.inspector = inspector;
    MountTable mounts = root.mounts();
    this.mounted = mounts == null ? null : new MountedFiles(calls, root, mounts, noFollow, walk);
  }

  /** Whether the path argument is NULL or the empty string. */
  boolean isEmptyPath(int thread, long address) {
    return reader.isEmpty(thread, address);
  }

  /**
   * Opens the file as a mere location (O_PATH).
   *
   * @param directory the descriptor that relative paths start from, or AT_FDCWD
   * @return the descriptor, which the caller closes, or a negated errno: -EACCES where a directory
   *     refuses the process to pass, -EAGAIN where only the process itself can tell, as with most
   *     paths below /proc
   */
  int open(int thread, int directory, long address, boolean follow) {
    return openAs(credentials.read(thread), thread, directory, address, follow);
  }

  /** As {@link #open} with the flags AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH. */
  int openAt(int thread, int directory, long address, int flags) {
    return openAt(credentials.read(thread), thread, directory, address, flags);
  }

  /** The same for other ids than those that the process has for files. */
  int openAt(Credentials who, int thread, int directory, long address, int flags) {
    boolean described =
        (flags & KernelConstants.AT_EMPTY_PATH) != 0 && isEmptyPath(thread, address);
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    return described
        ? openDescriptor(thread, directory)
        : openAs(who, thread, directory, address, follow);
  }

  /** As {@link #open} for other ids than those that the process has for files. */
  int openAs(Credentials who, int thread, int directory, long address, boolean follow) {
    int walked = walk(who, thread, directory, address, follow);
    if (walked != -Errno.EAGAIN) {
      return walked;
    }
    int opened = openUnchecked(thread, directory, address, follow);
    return isAdrift(opened) ? walkAdrift(who, thread, directory, address, follow) : opened;
  }

  /**
   * Whether a path starts from a directory that no text leads to; or leads through proc(5), and the
   * kernel could but tell what is on the disk at its end.
   */
  private boolean isAdrift(int opened) {
    return opened == -Errno.EAGAIN && (mounted == null || !path.isSet());
  }

  /** Walks where no text tells the way, and may come to proc(5). */
  private int walkAdrift(Credentials who, int thread, int directory, long address, boolean follow) {
    int walked = walkTo(who, thread, directory, address, follow);
    if (mounted == null || walked != -Errno.EAGAIN) {
      return walked;
    }
    int left = walk.leaveToProc(path);
    return left == 0 ? mounted.open(thread, path, follow) : -Errno.ENOENT;
  }

  private int openUnchecked(int thread, int directory, long address, boolean follow) {
    int opened = openWithoutLinks(thread, directory, address, follow);
    boolean unresolved = opened == -Errno.ENOENT || opened == -Errno.ELOOP;
    return mounted == null && unresolved && follow && path.isSet()
        ? openThroughLinks(thread, opened)
        : opened;
  }

  /**
   * As {@link #open}, where a symbolic link that ends at a descriptor of the process may be left to
   * the kernel: a file that is not there is told sooner.
   */
  int openReachable(int thread, int directory, long address, boolean follow) {
    Credentials who = credentials.read(thread);
    if (mounted != null) {
      return openAs(who, thread, directory, address, follow);
    }
    int walked = walk(who, thread, directory, address, follow);
    if (walked != -Errno.EAGAIN) {
      return walked;
    }
    int opened = openWithoutLinks(thread, directory, address, follow);
    return isAdrift(opened) ? walkAdrift(who, thread, directory, address, follow) : opened;
  }

  private int openWithoutLinks(int thread, int directory, long address, boolean follow) {
    int read = reader.read(thread, directory, address);
    if (read < 0) {
      return read;
    }
    int descriptor = root.hasOtherRoots() ? -1 : path.descriptor();
    if (descriptor >= 0 && follow) {
      int opened = openDescriptor(thread, descriptor);
      return opened == -Errno.EBADF ? -Errno.ENOENT : opened;
    }
    boolean untold = mounted == null && (descriptor >= 0 || path.isBelowProc());
    return untold ? -Errno.EAGAIN : resolve(thread, follow);
  }

  private int resolve(int thread, boolean follow) {
    return mounted == null
        ? ownRoot.open(thread, path, follow)
        : mounted.open(thread, path, follow);
  }

  /** The file, where directories on the way may refuse the process to pass; else -EAGAIN. */
  private int walk(Credentials who, int thread, int directory, long address, boolean follow) {
    return who.ownsAllFiles() ? -Errno.EAGAIN : walkTo(who, thread, directory, address, follow);
  }

  private int walkTo(Credentials who, int thread, int directory, long address, boolean follow) {
    Goal goal = follow ? Goal.FILE : Goal.LINK;
    int walked = find(who, thread, directory, address, goal);
    return walked < 0 ? walked : walk.takeFile();
  }

  /** Walks as a user whom directories may refuse; 0 or a negated errno. */
  private int find(Credentials who, int thread, int directory, long address, Goal goal) {
    path.unset();
    int read = walk.read(thread, address);
    if (read < 0) {
      return read;
    }
    if (root.isTranslated() && !walk.enterRoot(root.prefix())) {
      return -Errno.EAGAIN;
    }
    int rootFd = ownRoot.descriptor(thread);
    if (rootFd < 0) {
      return rootFd;
    }
    int folder = root.isTranslated() ? -1 : walk.takeFolder();
    int relative = folder < 0 ? directory : folder;
    if (mounted != null && !walk.isAbsolute() && !reader.isInside(thread, relative)) {
      return -Errno.ENOENT;
    }
    int start = walk.isAbsolute() ? openTop(rootFd) : openDescriptor(thread, relative);
    int found = start < 0 ? start : walk.find(who, rootFd, start, goal);
    ownRoot.close(rootFd);
    return found;
  }

  private int openTop(int rootFd) {
    long here = path.dotAddress();
    return (int) calls.call(SyscallNumber.OPENAT, rootFd, here, LOCATION);
  }

  /** Forgets the path of the call before. */
  void forgetPath() {
    path.unset();
  }

  /**
   * The process whose directory in /proc a path leads to, or -1; the path is read unless it was
   * since {@link #forgetPath}.
   */
  int processOf(int thread, int directory, long address) {
    boolean inHand = path.isSet() || reader.read(thread, directory, address) == 0;
    return inHand ? path.process() : -1;
  }

  /** Whether the directory behind a descriptor of this process's was removed. */
  boolean isRemoved(int fd) {
    return reader.isRemoved(fd);
  }

  /** Opens the file behind a descriptor of the process, or its working directory for AT_FDCWD. */
  int openDescriptor(int thread, int fd) {
    if (fd < 0 && fd != KernelConstants.AT_FDCWD) {
      return -Errno.EBADF;
    }
    int copy = fd < 0 ? fd : process.descriptor(thread, fd);
    if (copy >= 0 || copy == -Errno.EBADF) {
      return copy;
    }
    long opened =
        calls
            .plain()
            .call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, fdPath(thread, fd), LOCATION);
    boolean missing = opened == -Errno.ENOENT && fd != KernelConstants.AT_FDCWD;
    return missing ? -Errno.EBADF : (int) opened;
  }

  /** As {@link #openDescriptor} for calls that a mere location (O_PATH) is not good for. */
  int openUsable(int thread, int fd) {
    int copy = fd < 0 ? -Errno.EBADF : openDescriptor(thread, fd);
    if (copy < 0 || !process.isLocation(thread, fd, copy)) {
      return copy;
    }
    close(copy);
    return -Errno.EBADF;
  }

  /** A symbolic link may end at a descriptor of the process, which only text can tell. */
  private int openThroughLinks(int thread, int error) {
    for (int count = 0; count < MOST_LINKS; count++) {
      int entry = ownRoot.open(thread, path, false);
      if (entry < 0) {
        return error;
      }
      boolean followed = reader.replaceName(entry, path.emptyAddress());
      close(entry);
      if (!followed) {
        return error;
      }
      int descriptor = root.hasOtherRoots() ? -1 : path.descriptor();
      if (descriptor >= 0) {
        return openDescriptor(thread, descriptor);
      }
      if (path.isBelowProc()) {
        return -Errno.EAGAIN;
      }
    }
    return error;
  }

  /**
   * Opens the directory that a path's last name stands in; {@link #name()} is that name then, even
   * where it is a symbolic link.
   *
   * @return the descriptor, which the caller closes, or a negated errno: -EACCES where a directory
   *     refuses the process to pass, -EAGAIN where the call had better be left to the kernel
   */
  int openParent(int thread, int directory, long address) {
    return openParent(thread, directory, address, Goal.ENTRY);
  }

  /** As {@link #openParent(int, int, long)}; with Goal.NEW_FILE the name that links lead to. */
  int openParent(int thread, int directory, long address, Goal goal) {
    Credentials who = credentials.read(thread);
    if (who.ownsAllFiles()) {
      int read = reader.read(thread, directory, address);
      return read < 0 ? read : openParentOfRead(thread);
    }
    int found = find(who, thread, directory, address, goal);
    if (found < 0) {
      return found;
    }
    if (!walk.isNamed()) {
      close(walk.folder());
      return -Errno.EAGAIN;
    }
    if (walk.crossedLast()) {
      close(walk.folder());
      close(walk.entry());
      return -Errno.EBUSY;
    }
    name = walk.nameAddress();
    nameIsDirectory = walk.nameIsDirectory();
    nameExists = walk.entry() >= 0;
    if (nameExists) {
      close(walk.entry());
    }
    return walk.folder();
  }

  private int openParentOfRead(int thread) {
    boolean described = mounted != null && path.descriptor() >= 0;
    if (path.isOutside() || described || !path.splitName() || path.isBelowProc()) {
      return -Errno.EAGAIN;
    }
    int opened = mounted == null ? ownRoot.open(thread, path, true) : openFolder(thread);
    path.joinName();
    name = path.nameAddress();
    nameIsDirectory = path.nameIsDirectory();
    return opened;
  }

  /**
   * Opens the folder of a name that was split off.
   *
   * @return a descriptor or a negated errno, -EBUSY where something is mounted under that name
   */
  private int openFolder(int thread) {
    MountedFiles files = Objects.requireNonNull(mounted);
    folder.setFolder(path);
    int opened = files.open(thread, folder, true);
    if (opened >= 0 && files.at(opened, path.nameBuffer(), inspector) != null) {
      close(opened);
      return -Errno.EBUSY;
    }
    return opened;
  }

  /**
   * Where the name that {@link #openParent} split off is a symbolic link, goes on to what the link
   * says.
   *
   * @return the directory of that, or a negated errno
   */
  int openParentOfTarget(int thread, int parent) {
    boolean followed = reader.replaceName(parent, path.nameAddress());
    return followed ? openParentOfRead(thread) : -Errno.EAGAIN;
  }

  /** Address of the name that {@link #openParent} split off. */
  long name() {
    return name;
  }

  /** Whether there was something of that name; known only where the process is not root's. */
  boolean nameExists() {
    return nameExists;
  }

  /** Whether the path in hand, already translated, leads out of the root. */
  boolean isOutside() {
    return path.isOutside();
  }

  /** Copies that name, which the next call overwrites. */
  void copyName(NativeBuffer destination) {
    if (name == path.nameAddress()) {
      path.copyName(destination);
    } else {
      walk.copyName(destination);
    }
  }

  /**
   * Reads what a symbolic link says to a process, where the kernel does not know its root.
   *
   * @param fd a location of the link
   * @return the length or a negated errno
   */
  int textOfLink(int thread, int fd, NativeBuffer destination) {
    return Objects.requireNonNull(mounted).textOfLink(thread, path, fd, destination);
  }

  /** Reads the working directory of a process likewise. */
  int workingDirectory(int thread, NativeBuffer destination) {
    return Objects.requireNonNull(mounted).workingDirectory(thread, destination);
  }

  /** How many dots the last name of a path is; 0 where it is another name. */
  int dotsAtEnd(int thread, int directory, long address) {
    return reader.read(thread, directory, address) == 0 ? path.dotsAtEnd() : 0;
  }

  /** Opens the location (O_PATH) that a path means to a process, where it is text of ours. */
  int openText(int thread, String text) {
    int taken = reader.take(thread, text);
    return taken < 0 ? taken : resolve(thread, true);
  }

  /** Tells the path inside of a file that is open here, as a string of bytes; "" without one. */
  String pathInside(int fd) {
    return Objects.requireNonNull(mounted).pathInside(fd);
  }

  /** Tells the path on the machine of a file that is open here; "" without one. */
  String pathOnMachine(int fd) {
    return textAt(ownPath(fd));
  }

  /**
   * Whether two files that are open here are in one mount, where the kernel does not know those.
   */
  boolean areInOneMount(int one, int other) {
    MountedFiles files = Objects.requireNonNull(mounted);
    return files.mountOf(one) == files.mountOf(other);
  }

  /** Whether a link of proc(5) leads to a file inside, or to no file that has a path. */
  boolean leadsInside(long place) {
    return Objects.requireNonNull(mounted).leadsInside(place);
  }

  /** What a link of proc(5) says, as a string of bytes; "" where it cannot be read. */
  String textAt(long place) {
    return reader.textAt(place);
  }

  /** O_NOFOLLOW, which the architectures number differently. */
  long noFollow() {
    return noFollow;
  }

  /** Address of a path that names the directory it starts from. */
  long here() {
    return path.dotAddress();
  }

  /** Whether that name was followed by a slash. */
  boolean nameIsDirectory() {
    return nameIsDirectory;
  }

  /** Address of the path under which proc(5) shows a descriptor of the process. */
  long fdPath(int thread, int fd) {
    return reader.fdPath(thread, fd);
  }

  /** Address of the path under which proc(5) shows a descriptor of this process. */
  long ownPath(int fd) {
    return proc.ofOwnDescriptor(fd);
  }

  void close(int fd) {
    calls.plain().call(SyscallNumber.CLOSE, fd);
  }

  /** Gives back what is kept between calls. */
  void close() {
    process.close();
  }
}
