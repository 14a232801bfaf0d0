package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Calls on files that exist, which the kernel would let every user of the sandbox make: refuses
 * other users than root what the file's owner and mode refuse them, unless the kernel finds
 * something else wrong before. Root's calls go on at once.
 */
final class AccessHandler {
  private static final int SIZE_OF_TIMESPEC = 16;
  private static final long UTIME_NOW = 0x3fffffff;
  private static final long UTIME_OMIT = 0x3ffffffe;
  private static final int PERMISSIONS = 07777;
  private static final int FLAGS_OF_ACCESS =
      KernelConstants.AT_EACCESS
          | KernelConstants.AT_SYMLINK_NOFOLLOW
          | KernelConstants.AT_EMPTY_PATH;
  private static final int FLAGS_OF_CHMOD =
      KernelConstants.AT_SYMLINK_NOFOLLOW | KernelConstants.AT_EMPTY_PATH;

  private final RootCalls calls;
  private final FileInspector inspector;

  AccessHandler(RootCalls calls, FileInspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  /** chmod(path, mode) and its relatives. */
  long changeMode(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    if (who.ownsAllFiles() || (flags & ~FLAGS_OF_CHMOD) != 0) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openAt(call.thread(), directory, call.argument(pathArgument), flags);
    return changeMode(call, who, fd, call.intArgument(pathArgument + 1));
  }

  /** fchmod(fd, mode). */
  long changeModeOfDescriptor(NotifiedCall call) {
    Credentials who = call.credentials();
    if (who.ownsAllFiles()) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openUsable(call.thread(), call.intArgument(0));
    return changeMode(call, who, fd, call.intArgument(1));
  }

  /** Only its owner may, and not make it a program of a group that is not the owner's. */
  private long changeMode(NotifiedCall call, Credentials who, int fd, int mode) {
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result = ownership(who, fd);
    boolean strips =
        (mode & KernelConstants.S_ISGID) != 0
            && !who.inGroup(inspector.gid())
            && !who.has(Capabilities.FSETID);
    if (result == Handler.CONTINUE && strips && !inspector.is(KernelConstants.S_IFLNK)) {
      result =
          calls.call(
              SyscallNumber.FCHMODAT,
              KernelConstants.AT_FDCWD,
              call.files().ownPath(fd),
              mode & PERMISSIONS & ~KernelConstants.S_ISGID);
    }
    call.files().close(fd);
    return result;
  }

  private long ownership(Credentials who, int fd) {
    if (Syscalls.failed(inspector.lookAt(fd)) || inspector.is(KernelConstants.S_IFLNK)) {
      return Handler.CONTINUE; // links have no mode of their own
    }
    inspector.findOwner(fd);
    return who.owns(inspector.uid()) ? Handler.CONTINUE : -Errno.EPERM;
  }

  /** access(path, mode) and faccessat(directory, path, mode): asks for the real ids. */
  long access(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    int wanted = call.intArgument(pathArgument + 1);
    if ((wanted & ~AccessRules.ALL) != 0 || (flags & ~FLAGS_OF_ACCESS) != 0) {
      return Handler.CONTINUE;
    }
    boolean effective = (flags & KernelConstants.AT_EACCESS) != 0;
    Credentials asked = effective ? who : who.withRealIdsForFiles();
    return use(call, asked, directory, call.argument(pathArgument), flags, wanted);
  }

  /** utime(path, times) and its relatives: owners may set any time, who may write the present. */
  long setTimes(NotifiedCall call, int directory, int pathArgument) {
    return setTimes(call, directory, pathArgument, 0, call.argument(pathArgument + 1) == 0);
  }

  /** utimensat(directory, path, times, flags). */
  long setTimesAt(NotifiedCall call) {
    if (call.credentials().ownsAllFiles()) {
      return Handler.CONTINUE;
    }
    boolean present = call.argument(2) == 0;
    if (!present) {
      if (call.fetch(call.argument(2), 2 * SIZE_OF_TIMESPEC) != 0) {
        return Handler.CONTINUE; // the kernel refuses it
      }
      long access = call.scratch().getLong(Long.BYTES);
      long change = call.scratch().getLong(SIZE_OF_TIMESPEC + Long.BYTES);
      if (access == UTIME_OMIT && change == UTIME_OMIT) {
        return Handler.CONTINUE;
      }
      present = access == UTIME_NOW && change == UTIME_NOW;
    }
    return setTimes(call, call.intArgument(0), 1, call.intArgument(3), present);
  }

  private long setTimes(
      NotifiedCall call, int directory, int pathArgument, int flags, boolean present) {
    Credentials who = call.credentials();
    long path = call.argument(pathArgument);
    boolean nowhere = path == 0 && directory < 0;
    if (who.ownsAllFiles() || nowhere || (flags & ~FLAGS_OF_CHMOD) != 0) {
      return Handler.CONTINUE;
    }
    int fd =
        path == 0
            ? call.files().openUsable(call.thread(), directory)
            : call.files().openAt(call.thread(), directory, path, flags);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    inspector.lookAt(fd);
    inspector.findOwner(fd);
    long result = Handler.CONTINUE;
    if (!who.owns(inspector.uid())) {
      boolean granted = present && inspector.allows(who, AccessRules.WRITE);
      result = granted ? Handler.CONTINUE : present ? -Errno.EACCES : -Errno.EPERM;
    }
    call.files().close(fd);
    return result;
  }

  /** chdir(path). */
  long enter(NotifiedCall call) {
    int fd = opened(call, call.argument(0));
    return fd < 0
        ? Handler.withoutFile(fd)
        : granted(call, fd, AccessRules.SEARCH, inspector.is(KernelConstants.S_IFDIR));
  }

  /** chroot(path), which takes a capability after all else. */
  long changeRoot(NotifiedCall call) {
    int fd = opened(call, call.argument(0));
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    boolean directory = inspector.is(KernelConstants.S_IFDIR);
    long result = granted(call, fd, AccessRules.SEARCH, directory);
    boolean missing = directory && !call.credentials().has(Capabilities.SYS_CHROOT);
    return result == Handler.CONTINUE && missing ? -Errno.EPERM : result;
  }

  /** truncate(path, length). */
  long write(NotifiedCall call) {
    int fd = call.argument(1) < 0 ? -Errno.EAGAIN : opened(call, call.argument(0));
    return fd < 0
        ? Handler.withoutFile(fd)
        : granted(call, fd, AccessRules.WRITE, inspector.is(KernelConstants.S_IFREG));
  }

  /** open and its relatives without O_CREAT. */
  long open(
      NotifiedCall call, int directory, long path, boolean follow, boolean folder, int wanted) {
    Credentials who = call.credentials();
    if (who.ownsAllFiles()) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openAs(who, call.thread(), directory, path, follow);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    inspector.lookAt(fd);
    boolean right =
        inspector.is(KernelConstants.S_IFDIR)
            ? (wanted & AccessRules.WRITE) == 0
            : !folder && !inspector.is(KernelConstants.S_IFLNK);
    return granted(call, fd, wanted, right);
  }

  /** Calls that any user may make on a file that he can reach. */
  long reach(NotifiedCall call, int directory, long path, boolean follow) {
    int flags = follow ? 0 : KernelConstants.AT_SYMLINK_NOFOLLOW;
    return use(call, call.credentials(), directory, path, flags, 0);
  }

  private int opened(NotifiedCall call, long path) {
    Credentials who = call.credentials();
    if (who.ownsAllFiles()) {
      return -Errno.EAGAIN;
    }
    int directory = (int) KernelConstants.AT_FDCWD;
    int fd = call.files().openAs(who, call.thread(), directory, path, true);
    if (fd >= 0) {
      inspector.lookAt(fd);
    }
    return fd;
  }

  /** Refuses what the directories on the way, or the file itself, do not grant. */
  private long use(
      NotifiedCall call, Credentials who, int directory, long path, int flags, int wanted) {
    if (who.ownsAllFiles()) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openAt(who, call.thread(), directory, path, flags);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    inspector.lookAt(fd);
    return granted(call, who, fd, wanted);
  }

  private long granted(NotifiedCall call, int fd, int wanted, boolean right) {
    if (right) {
      return granted(call, call.credentials(), fd, wanted);
    }
    call.files().close(fd);
    return Handler.CONTINUE;
  }

  private long granted(NotifiedCall call, Credentials who, int fd, int wanted) {
    boolean granted = inspector.allowsEverybody(wanted);
    if (!granted) {
      inspector.findOwner(fd);
      granted = inspector.allows(who, wanted);
    }
    call.files().close(fd);
    return granted ? Handler.CONTINUE : -Errno.EACCES;
  }
}
