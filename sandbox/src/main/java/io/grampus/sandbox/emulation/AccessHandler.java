package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;

/**
 * Calls on files that exist, which the kernel would let every user of the sandbox make: refuses
 * other users than root what the file's owner and mode refuse them. Root's calls go on at once.
 */
final class AccessHandler {
  private static final int SIZE_OF_TIMESPEC = 16;
  private static final long UTIME_NOW = 0x3fffffff;

  private final FileInspector inspector;
  private final PathSearch search;

  AccessHandler(FileInspector inspector, PathSearch search) {
    this.inspector = inspector;
    this.search = search;
  }

  /** Calls that only the owner may make: chmod(2). */
  long asOwner(NotifiedCall call, int directory, int pathArgument, boolean follow) {
    Credentials who = call.credentials();
    if (who.has(Capabilities.FOWNER)) {
      return Handler.CONTINUE;
    }
    int fd = call.files().open(call.thread(), directory, call.argument(pathArgument), follow);
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    long result = ownership(who, fd);
    call.files().close(fd);
    return result;
  }

  /** fchmod(fd, mode). */
  long asOwnerOfDescriptor(NotifiedCall call) {
    Credentials who = call.credentials();
    if (who.has(Capabilities.FOWNER)) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openDescriptor(call.thread(), call.intArgument(0));
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    long result = ownership(who, fd);
    call.files().close(fd);
    return result;
  }

  private long ownership(Credentials who, int fd) {
    if (inspector.lookAt(fd) != 0) {
      return Handler.CONTINUE;
    }
    inspector.findOwner(fd);
    return who.owns(inspector.uid()) ? Handler.CONTINUE : -Errno.EPERM;
  }

  /** access(path, mode) and faccessat(directory, path, mode): asks for the real ids. */
  long access(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    boolean effective = (flags & KernelConstants.AT_EACCESS) != 0;
    Credentials asked = effective ? who : who.withRealIdsForFiles();
    int wanted = call.intArgument(pathArgument + 1) & 7;
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    return use(call, asked, directory, call.argument(pathArgument), follow, wanted);
  }

  /** utime(path, times) and its relatives: owners may set any time, who may write the present. */
  long setTimes(NotifiedCall call, int directory, int pathArgument) {
    return setTimes(call, directory, pathArgument, 0, call.argument(pathArgument + 1) == 0);
  }

  /** utimensat(directory, path, times, flags). */
  long setTimesAt(NotifiedCall call) {
    boolean present = call.argument(2) == 0;
    if (!present && call.fetch(call.argument(2), 2 * SIZE_OF_TIMESPEC) == 0) {
      long access = call.scratch().getLong(Long.BYTES);
      long change = call.scratch().getLong(SIZE_OF_TIMESPEC + Long.BYTES);
      present = access == UTIME_NOW && change == UTIME_NOW;
    }
    return setTimes(call, call.intArgument(0), 1, call.intArgument(3), present);
  }

  private long setTimes(
      NotifiedCall call, int directory, int pathArgument, int flags, boolean present) {
    Credentials who = call.credentials();
    long path = call.argument(pathArgument);
    if (who.has(Capabilities.FOWNER) || path == 0) {
      return Handler.CONTINUE; // without a path it is a descriptor, opened by who may have it
    }
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    long owner = asOwner(call, directory, pathArgument, follow);
    return owner == -Errno.EPERM && present
        ? use(call, who, directory, path, follow, AccessRules.WRITE)
        : owner;
  }

  /** chdir(path). */
  long enter(NotifiedCall call) {
    return use(
        call,
        call.credentials(),
        (int) KernelConstants.AT_FDCWD,
        call.argument(0),
        true,
        AccessRules.SEARCH);
  }

  /** truncate(path, length). */
  long write(NotifiedCall call) {
    return use(
        call,
        call.credentials(),
        (int) KernelConstants.AT_FDCWD,
        call.argument(0),
        true,
        AccessRules.WRITE);
  }

  /** Refuses what the directories on the way, or the file itself, do not grant. */
  long use(
      NotifiedCall call, Credentials who, int directory, long path, boolean follow, int wanted) {
    if (who.overridesModes()) {
      return Handler.CONTINUE;
    }
    int parent = call.files().openParent(call.thread(), directory, path);
    if (parent >= 0) {
      boolean reached = search.allows(who, parent);
      call.files().close(parent);
      if (!reached) {
        return -Errno.EACCES;
      }
    }
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    inspector.lookAt(fd);
    boolean granted = inspector.allowsEverybody(wanted);
    if (!granted) {
      inspector.findOwner(fd);
      granted = inspector.allows(who, wanted);
    }
    call.files().close(fd);
    return granted ? Handler.CONTINUE : -Errno.EACCES;
  }
}
