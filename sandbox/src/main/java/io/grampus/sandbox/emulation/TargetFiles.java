package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.emulation.PathWalk.Goal;

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
    this.noFollow = TargetRoot.noFollow(calls.plain().architecture());
    this.reader = new PathReader(calls, memory, root, proc, path);
    this.ownRoot = new TargetRoot(calls, root, proc, reader);
    this.walk = new PathWalk(calls, memory, inspector, root, noFollow);
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

  /** As {@link #open} for other ids than those that the process has for files. */
  int openAs(Credentials who, int thread, int directory, long address, boolean follow) {
    int walked = walk(who, thread, directory, address, follow);
    if (walked != -Errno.EAGAIN) {
      return walked;
    }
    int opened = openUnchecked(thread, directory, address, follow);
    boolean adrift = opened == -Errno.EAGAIN && !path.isSet();
    return adrift ? walkTo(who, thread, directory, address, follow) : opened;
  }

  private int openUnchecked(int thread, int directory, long address, boolean follow) {
    int opened = openWithoutLinks(thread, directory, address, follow);
    boolean unresolved = opened == -Errno.ENOENT || opened == -Errno.ELOOP;
    return unresolved && follow && path.isSet() ? openThroughLinks(thread, opened) : opened;
  }

  /**
   * As {@link #open}, where a symbolic link that ends at a descriptor of the process may be left to
   * the kernel: a file that is not there is told sooner.
   */
  int openReachable(int thread, int directory, long address, boolean follow) {
    Credentials who = credentials.read(thread);
    int walked = walk(who, thread, directory, address, follow);
    return walked == -Errno.EAGAIN ? openWithoutLinks(thread, directory, address, follow) : walked;
  }

  private int openWithoutLinks(int thread, int directory, long address, boolean follow) {
    int read = reader.read(thread, directory, address);
    if (read < 0) {
      return read;
    }
    int descriptor = root.hasOtherRoots() ? -1 : path.descriptor();
    if (descriptor >= 0) {
      return follow ? openDescriptor(thread, descriptor) : -Errno.EAGAIN;
    }
    if (path.isBelowProc()) {
      return -Errno.EAGAIN;
    }
    return ownRoot.open(thread, path, follow);
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

  /**
   * Whether a descriptor of the process is good for calls that change its file.
   *
   * @param copy what {@link #openDescriptor} gave
   */
  boolean isOpen(int thread, int fd, int copy) {
    return !process.isLocation(thread, fd, copy);
  }

  /** Opens the file behind a descriptor of the process, or its working directory for AT_FDCWD. */
  int openDescriptor(int thread, int fd) {
    int copy = fd < 0 ? fd : process.descriptor(thread, fd);
    if (copy >= 0 || copy == -Errno.EBADF) {
      return copy;
    }
    return (int)
        calls
            .plain()
            .call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, fdPath(thread, fd), LOCATION);
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
    name = walk.nameAddress();
    nameIsDirectory = walk.nameIsDirectory();
    nameExists = walk.entry() >= 0;
    if (nameExists) {
      close(walk.entry());
    }
    return walk.folder();
  }

  private int openParentOfRead(int thread) {
    if (path.isOutside() || !path.splitName() || path.isBelowProc()) {
      return -Errno.EAGAIN;
    }
    int opened = ownRoot.open(thread, path, true);
    path.joinName();
    name = path.nameAddress();
    nameIsDirectory = path.nameIsDirectory();
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
    path.copyName(destination);
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
