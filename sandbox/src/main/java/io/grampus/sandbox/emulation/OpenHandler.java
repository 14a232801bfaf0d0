package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.PathWalk.Goal;

/**
 * open, creat, openat and openat2 that may create a file: creates it where its owner would not be
 * root, notes the owner, and hands the descriptor over. Belongs to one thread.
 */
final class OpenHandler {
  private static final int O_ACCMODE = 3;
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_TMPFILE_BIT = 020000000;
  private static final int PERMISSIONS = 07777;
  private static final int OWNER_SHIFT = 6;
  private static final int MOST_LINKS = 40;
  private static final int MOST_TRIES = 100;
  private static final int SIZE_OF_OPEN_HOW = 24;
  private static final int O_NOCTTY = 0400;
  private static final int O_NONBLOCK = 04000;

  private final Creation creation;
  private final FileInspector inspector;
  private final AccessHandler access;
  private final PipeOpens pipes;
  private final ControllingTerminal terminal;

  OpenHandler(Creation creation, AccessHandler access, PipeOpens pipes) {
    this.creation = creation;
    this.pipes = pipes;
    this.inspector = creation.inspector();
    this.access = access;
    this.terminal = new ControllingTerminal(creation.calls().plain());
  }

  /** creat(path, mode). */
  long create(NotifiedCall call) {
    return open(
        call,
        (int) KernelConstants.AT_FDCWD,
        call.argument(0),
        O_CREAT | O_WRONLY | O_TRUNC,
        call.intArgument(1));
  }

  /** open(path, flags, mode) and openat(directory, path, flags, mode). */
  long open(NotifiedCall call, int directory, int firstArgument) {
    return open(
        call,
        directory,
        call.argument(firstArgument),
        call.intArgument(firstArgument + 1),
        call.intArgument(firstArgument + 2));
  }

  /** openat2(directory, path, how, size). */
  long openHow(NotifiedCall call) {
    long size = call.argument(3);
    boolean right = Long.compareUnsigned(size, SIZE_OF_OPEN_HOW) >= 0;
    if (!right || call.fetch(call.argument(2), SIZE_OF_OPEN_HOW) != 0) {
      return Handler.CONTINUE; // the kernel refuses it
    }
    int flags = (int) call.scratch().getLong(0);
    long mode = call.scratch().getLong(8);
    if ((mode & ~PERMISSIONS) != 0) {
      return Handler.CONTINUE; // likewise
    }
    boolean restricted = call.scratch().getLong(16) != 0 || size > SIZE_OF_OPEN_HOW;
    return restricted
        ? unchecked(call)
        : open(call, call.intArgument(0), call.argument(1), flags, (int) mode);
  }

  /** What nobody has looked at is root's; others' programs fall back to openat(2). */
  private static long unchecked(NotifiedCall call) {
    return call.credentials().ownsAllFiles() ? Handler.CONTINUE : -Errno.ENOSYS;
  }

  /** openat2 of a file that exists and may be opened; where nobody restricts the way to it. */
  long openHowExisting(NotifiedCall call) {
    boolean known = call.argument(3) == SIZE_OF_OPEN_HOW;
    if (!known || call.fetch(call.argument(2), SIZE_OF_OPEN_HOW) != 0) {
      return known ? -Errno.EFAULT : -Errno.ENOSYS;
    }
    long flags = call.scratch().getLong(0);
    long mode = call.scratch().getLong(8);
    boolean creates = (flags & (O_CREAT | O_TMPFILE_BIT)) != 0;
    if ((mode & ~PERMISSIONS) != 0 || (mode != 0 && !creates)) {
      return -Errno.EINVAL;
    }
    boolean restricted = call.scratch().getLong(16) != 0;
    return restricted || (flags & KernelConstants.O_PATH) != 0
        ? -Errno.ENOSYS // programs fall back to openat(2)
        : openFile(call, call.intArgument(0), call.argument(1), (int) flags);
  }

  private long open(NotifiedCall call, int directory, long path, int flags, int mode) {
    boolean follow = (flags & call.files().noFollow()) == 0;
    if ((flags & KernelConstants.O_PATH) != 0) {
      return access.reach(call, directory, path, follow);
    }
    if ((flags & (O_CREAT | O_TMPFILE_BIT)) == 0) {
      return creation.calls().hasPlainRoot() && call.credentials().ownsAllFiles()
          ? openAsPlainRoot(call, directory, path, flags)
          : access.open(call, directory, path, follow, onlyDirectory(call, flags), wanted(flags));
    }
    if ((flags & O_TMPFILE_BIT) != 0) {
      return openUnnamed(call, directory, path, flags, mode & PERMISSIONS);
    }
    Goal goal = follow && (flags & O_EXCL) == 0 ? Goal.NEW_FILE : Goal.ENTRY;
    int parent = creation.begin(call, directory, path, goal, true);
    for (int links = 0; parent >= 0; links++) {
      long result =
          creation.isForKernel()
              ? openAsRoot(call, parent, flags, goal)
              : openIn(call, parent, flags, mode & PERMISSIONS);
      if (result != -Errno.ELOOP || links == MOST_LINKS) {
        call.files().close(parent);
        return result;
      }
      int next = call.files().openParentOfTarget(call.thread(), parent);
      call.files().close(parent);
      parent = creation.enter(call, next, call.credentials(), true);
    }
    return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
  }

  /** As {@link #openIn}, for a creator whose new files the kernel makes. */
  private long openAsRoot(NotifiedCall call, int parent, int flags, Goal goal) {
    if (goal != Goal.NEW_FILE || call.files().nameIsDirectory()) {
      return Handler.CONTINUE;
    }
    if (!creation.calls().hasPlainRoot()) {
      return -Errno.ELOOP;
    }
    long result = existing(call, parent, flags);
    return result == -Errno.ENOENT ? Handler.CONTINUE : result;
  }

  /** The answer; or -ELOOP where the name is a symbolic link to be followed. */
  private long openIn(NotifiedCall call, int parent, int flags, int mode) {
    if (call.files().nameIsDirectory()) {
      return Handler.CONTINUE;
    }
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      long fd = creation.permission(call, parent);
      if (fd == 0) {
        creation.adoptUmask(call, mode);
        fd = createIn(call, parent, flags, mode);
      }
      if (!Syscalls.failed(fd)) {
        return handOver(call, parent, (int) fd, flags);
      }
      if (fd != -Errno.EEXIST || (flags & O_EXCL) != 0) {
        return fd;
      }
      long result = existing(call, parent, flags);
      if (result != -Errno.ENOENT) {
        return result;
      }
    }
    return -Errno.ENOENT; // others create and remove it all the time
  }

  private long createIn(NotifiedCall call, int parent, int flags, int mode) {
    long exclusive = flags | O_EXCL | KernelConstants.O_CLOEXEC | call.files().noFollow();
    return creation
        .calls()
        .call(
            SyscallNumber.OPENAT,
            parent,
            call.files().name(),
            exclusive,
            creation.modeOfFile(mode));
  }

  private long handOver(NotifiedCall call, int parent, int fd, int flags) {
    long recorded = creation.record(fd);
    if (Syscalls.failed(recorded)) {
      call.files().close(fd);
      creation.calls().call(SyscallNumber.UNLINKAT, parent, call.files().name(), 0);
      return recorded;
    }
    return call.giveDescriptor(fd, (flags & KernelConstants.O_CLOEXEC) != 0);
  }

  /**
   * Opens what has the name already; -ENOENT where it has gone meanwhile. What the kernel would
   * create in its place would be root's, so that it is not left to the kernel.
   */
  private long existing(NotifiedCall call, int parent, int flags) {
    int fd = creation.openCreated(call, parent);
    if (fd < 0) {
      return fd == -Errno.ENOENT ? fd : Handler.CONTINUE;
    }
    inspector.lookAt(fd);
    boolean link = inspector.is(KernelConstants.S_IFLNK);
    boolean follow = (flags & call.files().noFollow()) == 0;
    long result = Handler.CONTINUE;
    if (link && follow) {
      result = -Errno.ELOOP;
    } else if (!link && !inspector.is(KernelConstants.S_IFDIR)) {
      inspector.findOwner(fd);
      result = inspector.allows(call.credentials(), wanted(flags)) ? result : -Errno.EACCES;
      boolean others = !creation.isForKernel() || isClosed(flags);
      if (result == Handler.CONTINUE && !creation.calls().makesAll() && others) {
        result = reopen(call, fd, flags);
      }
    }
    call.files().close(fd);
    return result;
  }

  /** Whether the mode keeps the sandbox's root out, whose rights are but those of the owner. */
  private boolean isClosed(int flags) {
    int wanted = wanted(flags) << OWNER_SHIFT;
    return creation.calls().hasPlainRoot() && (inspector.mode() & wanted) != wanted;
  }

  /**
   * Opens for the sandbox's root what a mode closes to its owner, who the root is for the kernel.
   */
  private long openAsPlainRoot(NotifiedCall call, int directory, long path, int flags) {
    if (creation.calls().makesAll()) {
      return openFile(call, directory, path, flags);
    }
    creation.calls().forgetRefusals();
    boolean follow = (flags & call.files().noFollow()) == 0;
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      return Handler.CONTINUE; // the kernel finds the same
    }
    long result = Handler.CONTINUE;
    if (!call.files().isOutside()) {
      inspector.lookAt(fd);
      if (isClosed(flags) || creation.calls().wasRefused()) {
        result = reopen(call, fd, flags);
      }
    }
    call.files().close(fd);
    return result;
  }

  /** creat(path, mode) of a file that exists and may be opened. */
  long createExisting(NotifiedCall call) {
    int flags = O_CREAT | O_WRONLY | O_TRUNC;
    return openFile(call, (int) KernelConstants.AT_FDCWD, call.argument(0), flags);
  }

  /** open and openat of a file that exists and may be opened. */
  long openExisting(NotifiedCall call, int directory, int firstArgument) {
    long path = call.argument(firstArgument);
    return openFile(call, directory, path, call.intArgument(firstArgument + 1));
  }

  /** Opens a file where the kernel cannot find it for the process. */
  private long openFile(NotifiedCall call, int directory, long path, int flags) {
    boolean exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
    boolean follow = (flags & call.files().noFollow()) == 0 && !exclusive;
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      boolean missing = fd == -Errno.ENOENT || fd == -Errno.ENOTDIR;
      boolean creates = missing && (flags & O_CREAT) != 0;
      return creates && hasSlash(call, directory, path) ? -Errno.EISDIR : fd;
    }
    inspector.lookAt(fd);
    boolean closing = (flags & KernelConstants.O_CLOEXEC) != 0;
    boolean folder = inspector.is(KernelConstants.S_IFDIR);
    if (onlyDirectory(call, flags) && !folder) {
      call.files().close(fd);
      return -Errno.ENOTDIR;
    }
    if ((flags & KernelConstants.O_PATH) != 0) {
      return call.giveDescriptor(fd, closing);
    }
    long result = refusal(flags, exclusive, folder);
    if (result == 0) {
      result = give(call, fd, flags, closing);
    }
    if (result != Handler.LATER) {
      call.files().close(fd);
    }
    return result;
  }

  private static boolean hasSlash(NotifiedCall call, int directory, long path) {
    int parent = call.files().openParent(call.thread(), directory, path);
    if (parent < 0) {
      return false;
    }
    call.files().close(parent);
    return call.files().nameIsDirectory();
  }

  private long refusal(int flags, boolean exclusive, boolean folder) {
    if (exclusive) {
      return -Errno.EEXIST;
    }
    boolean changes = (wanted(flags) & AccessRules.WRITE) != 0 || (flags & O_CREAT) != 0;
    return folder && changes
        ? -Errno.EISDIR
        : inspector.is(KernelConstants.S_IFLNK) ? -Errno.ELOOP : 0;
  }

  /** Opens what a location means for the process, which no terminal becomes that of. */
  private long give(NotifiedCall call, int location, int flags, boolean closing) {
    long plain =
        (flags & ~(O_CREAT | O_EXCL | call.files().noFollow()))
            | KernelConstants.O_CLOEXEC
            | O_NOCTTY;
    boolean waits = (flags & O_NONBLOCK) == 0 && (flags & O_ACCMODE) <= O_WRONLY;
    if (inspector.is(KernelConstants.S_IFIFO) && waits) {
      pipes.open(call.postpone(), location, plain, closing);
      return Handler.LATER;
    }
    long fd = isOwnTerminal() ? terminal.open(call.thread(), plain) : open(call, location, plain);
    return Syscalls.failed(fd) ? fd : call.giveDescriptor((int) fd, closing);
  }

  private boolean isOwnTerminal() {
    return inspector.is(KernelConstants.S_IFCHR)
        && inspector.deviceNumber() == ControllingTerminal.DEVICE;
  }

  private long open(NotifiedCall call, int location, long flags) {
    long place = call.files().ownPath(location);
    return creation.calls().call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, place, flags);
  }

  /** Opens what a location (O_PATH) means, with all the rights of its owner, for the process. */
  private long reopen(NotifiedCall call, int location, int flags) {
    boolean openable =
        inspector.is(KernelConstants.S_IFREG) || inspector.is(KernelConstants.S_IFDIR);
    if (!openable) {
      return Handler.CONTINUE;
    }
    long plain = flags & ~(O_CREAT | O_EXCL | call.files().noFollow());
    long fd =
        creation
            .calls()
            .call(
                SyscallNumber.OPENAT,
                KernelConstants.AT_FDCWD,
                call.files().ownPath(location),
                plain | KernelConstants.O_CLOEXEC);
    boolean closing = (flags & KernelConstants.O_CLOEXEC) != 0;
    return Syscalls.failed(fd) ? fd : call.giveDescriptor((int) fd, closing);
  }

  private static int wanted(int flags) {
    int access = flags & O_ACCMODE;
    int wanted = access == O_WRONLY ? 0 : AccessRules.READ;
    boolean writes = access != O_RDONLY || (flags & O_TRUNC) != 0;
    return writes ? wanted | AccessRules.WRITE : wanted;
  }

  /** O_DIRECTORY is half of O_NOFOLLOW on every architecture. */
  private static boolean onlyDirectory(NotifiedCall call, int flags) {
    return (flags & (call.files().noFollow() >> 1)) != 0;
  }

  private boolean isDirectory(int fd) {
    inspector.lookAt(fd);
    return inspector.is(KernelConstants.S_IFDIR);
  }

  private long openUnnamed(NotifiedCall call, int directory, long path, int flags, int mode) {
    int folder = call.files().open(call.thread(), directory, path, true);
    if (folder >= 0 && !isDirectory(folder)) {
      call.files().close(folder);
      return Handler.CONTINUE;
    }
    folder = creation.enter(call, folder, call.credentials(), false);
    if (folder < 0) {
      return Handler.withoutFile(folder);
    }
    long fd = creation.isWritable() ? 0 : -Errno.EACCES;
    if (fd == 0) {
      creation.adoptUmask(call, mode);
      long closing = flags | KernelConstants.O_CLOEXEC;
      long here = call.files().here();
      fd = creation.calls().call(SyscallNumber.OPENAT, folder, here, closing, mode);
    }
    call.files().close(folder);
    if (Syscalls.failed(fd)) {
      return fd;
    }
    long recorded = creation.record((int) fd);
    if (Syscalls.failed(recorded)) {
      call.files().close((int) fd);
      return recorded;
    }
    return call.giveDescriptor((int) fd, (flags & KernelConstants.O_CLOEXEC) != 0);
  }
}
