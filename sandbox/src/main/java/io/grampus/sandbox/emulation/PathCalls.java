package io.grampus.sandbox.emulation;

import static io.grampus.os.KernelConstants.AT_EMPTY_PATH;
import static io.grampus.os.KernelConstants.AT_FDCWD;
import static io.grampus.os.KernelConstants.AT_SYMLINK_NOFOLLOW;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;

/**
 * Makes calls on files for processes whose root the kernel does not know, after the handlers have
 * granted them: each on the file itself, which is open here as a location. Belongs to one thread.
 */
final class PathCalls {
  static final int HERE = (int) AT_FDCWD;
  private static final int PERMISSIONS = 07777;
  private static final int ANY_EXECUTE = 0111;
  private static final int SIZE_OF_STATFS = 120;
  private static final int LARGEST_VALUE = 65536;
  private static final int IN_DONT_FOLLOW = 0x02000000;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_STATX_SYNC_TYPE = 0x6000;
  private static final long UTIME_OMIT = 0x3ffffffe;
  private static final int NANOSECONDS = 1000;

  private final RootCalls calls;
  private final FileInspector inspector;
  private final SocketConnects connects;
  private final SocketAddress address = new SocketAddress();
  private final NativeBuffer name = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);
  private final NativeBuffer times = NativeBuffer.allocate(4 * Long.BYTES);

  PathCalls(RootCalls calls, FileInspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
    this.connects = new SocketConnects(calls.plain());
  }

  /** What is done with a file that was found. */
  @FunctionalInterface
  interface OnFile {
    long make(NotifiedCall call, int fd);
  }

  private static long withFile(
      NotifiedCall call, int directory, long path, boolean follow, OnFile action) {
    return withFile(call, directory, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, action);
  }

  /** Does it with the file that the first argument leads to. */
  private static long withFirst(NotifiedCall call, OnFile action) {
    return withFile(call, HERE, call.argument(0), true, action);
  }

  /** Finds the file, does it, closes the file. */
  private static long withFile(
      NotifiedCall call, int directory, long path, int flags, OnFile action) {
    int fd = call.files().openAt(call.thread(), directory, path, flags);
    if (fd < 0) {
      return fd;
    }
    long result = action.make(call, fd);
    call.files().close(fd);
    return result;
  }

  /** access and its relatives, of files whose modes have been looked at for others than root. */
  long access(NotifiedCall call, int directory, int pathArgument, int flags) {
    int wanted = call.intArgument(pathArgument + 1);
    int known = KernelConstants.AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
    if ((wanted & ~AccessRules.ALL) != 0 || (flags & ~known) != 0) {
      return -Errno.EINVAL;
    }
    return withFile(
        call,
        directory,
        call.argument(pathArgument),
        flags,
        (same, fd) -> {
          inspector.lookAt(fd);
          boolean executable =
              inspector.is(KernelConstants.S_IFDIR) || (inspector.mode() & ANY_EXECUTE) != 0;
          return (wanted & AccessRules.SEARCH) == 0 || executable ? 0 : -Errno.EACCES;
        });
  }

  /** chmod and its relatives. */
  long changeMode(NotifiedCall call, int directory, int pathArgument, int flags) {
    int mode = call.intArgument(pathArgument + 1) & PERMISSIONS;
    if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
      return -Errno.EINVAL;
    }
    return withFile(
        call,
        directory,
        call.argument(pathArgument),
        flags,
        (same, fd) -> calls.call(SyscallNumber.FCHMODAT, AT_FDCWD, same.files().ownPath(fd), mode));
  }

  /** Why chown or one of its relatives could not be carried out. */
  long refuseOwner(NotifiedCall call, int directory, long path, int flags) {
    return withFile(call, directory, path, flags, (same, fd) -> -Errno.EPERM);
  }

  /** chroot(path), which the kernel knows nothing of. */
  long refuseRoot(NotifiedCall call) {
    return withFirst(
        call,
        (same, fd) -> {
          inspector.lookAt(fd);
          return inspector.is(KernelConstants.S_IFDIR) ? -Errno.EPERM : -Errno.ENOTDIR;
        });
  }

  /** utime(path, times): seconds. */
  long setSeconds(NotifiedCall call) {
    boolean given = call.argument(1) != 0;
    if (given && call.fetch(call.argument(1), 2 * Long.BYTES) != 0) {
      return -Errno.EFAULT;
    }
    if (given) {
      putTime(0, call.scratch().getLong(0), 0);
      putTime(1, call.scratch().getLong(Long.BYTES), 0);
    }
    return setTimes(call, HERE, call.argument(0), given, 0);
  }

  /** utimes(path, times) and futimesat(directory, path, times): microseconds. */
  long setMicroseconds(NotifiedCall call, int directory, int pathArgument) {
    long given = call.argument(pathArgument + 1);
    if (given != 0 && call.fetch(given, 4 * Long.BYTES) != 0) {
      return -Errno.EFAULT;
    }
    if (given != 0) {
      NativeBuffer read = call.scratch();
      for (int index = 0; index < 2; index++) {
        long micros = read.getLong((2 * index + 1) * Long.BYTES);
        if (micros < 0 || micros >= 1_000_000) {
          return -Errno.EINVAL;
        }
        putTime(index, read.getLong(2 * index * Long.BYTES), micros * NANOSECONDS);
      }
    }
    return setTimes(call, directory, call.argument(pathArgument), given != 0, 0);
  }

  /** utimensat(directory, path, times, flags). */
  long setNanoseconds(NotifiedCall call) {
    if (call.argument(1) == 0) {
      return Handler.CONTINUE; // it is a descriptor
    }
    long given = call.argument(2);
    if (given != 0 && call.fetch(given, 4 * Long.BYTES) != 0) {
      return -Errno.EFAULT;
    }
    NativeBuffer read = call.scratch();
    if (given != 0 && read.getLong(8) == UTIME_OMIT && read.getLong(24) == UTIME_OMIT) {
      return 0; // not even the path is looked at: utimensat(2)
    }
    for (int index = 0; given != 0 && index < 4; index++) {
      times.putLong(index * Long.BYTES, call.scratch().getLong(index * Long.BYTES));
    }
    return setTimes(call, call.intArgument(0), call.argument(1), given != 0, call.intArgument(3));
  }

  private void putTime(int index, long seconds, long nanoseconds) {
    times.putLong(2 * index * Long.BYTES, seconds);
    times.putLong((2 * index + 1) * Long.BYTES, nanoseconds);
  }

  private long setTimes(NotifiedCall call, int directory, long path, boolean given, int flags) {
    if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
      return -Errno.EINVAL;
    }
    long address = given ? times.address() : 0;
    return withFile(
        call,
        directory,
        path,
        flags,
        (same, fd) ->
            calls.call(SyscallNumber.UTIMENSAT, AT_FDCWD, same.files().ownPath(fd), address, 0));
  }

  /** truncate(path, length). */
  long truncate(NotifiedCall call) {
    return withFirst(
        call,
        (same, fd) -> {
          inspector.lookAt(fd);
          if (inspector.is(KernelConstants.S_IFDIR)) {
            return -Errno.EISDIR;
          }
          return calls.call(SyscallNumber.TRUNCATE, same.files().ownPath(fd), same.argument(1));
        });
  }

  /** statfs(path, buffer). */
  long statFileSystem(NotifiedCall call) {
    return withFirst(
        call,
        (same, fd) -> {
          long result = calls.plain().call(SyscallNumber.FSTATFS, fd, same.scratch().address());
          return result == 0 ? same.deliver(same.argument(1), SIZE_OF_STATFS) : result;
        });
  }

  /** stat and its relatives, where the handler found nothing to answer: why. */
  long findOnly(NotifiedCall call, int directory, long path, int flags) {
    int known = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE;
    return (flags & ~known) != 0
        ? -Errno.EINVAL
        : withFile(call, directory, path, flags, (same, fd) -> -Errno.EFAULT);
  }

  /** As {@link #findOnly} for statx(directory, path, flags, mask, buffer). */
  long findExtended(NotifiedCall call) {
    int flags = call.intArgument(2);
    boolean both = (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE;
    return both || call.intArgument(3) < 0
        ? -Errno.EINVAL
        : findOnly(call, call.intArgument(0), call.argument(1), flags);
  }

  /** readlink and readlinkat. */
  long readLink(NotifiedCall call, int directory, int pathArgument) {
    long path = call.argument(pathArgument);
    if (call.intArgument(pathArgument + 2) <= 0) {
      return -Errno.EINVAL;
    }
    int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
    return withFile(call, directory, path, flags, (same, fd) -> tellLink(same, fd, pathArgument));
  }

  private static long tellLink(NotifiedCall call, int fd, int pathArgument) {
    int length = call.files().textOfLink(call.thread(), fd, call.scratch());
    if (length < 0) {
      return length;
    }
    int room = Math.min(length, call.intArgument(pathArgument + 2));
    long result = call.deliver(call.argument(pathArgument + 1), room);
    return result == 0 ? room : result;
  }

  /** getcwd(buffer, size). */
  long workingDirectory(NotifiedCall call) {
    int length = call.files().workingDirectory(call.thread(), call.scratch());
    if (length < 0) {
      return length;
    }
    if (Long.compareUnsigned(call.argument(1), length + 1) < 0) {
      return -Errno.ERANGE;
    }
    call.scratch().putByte(length, (byte) 0);
    long result = call.deliver(call.argument(0), length + 1);
    return result == 0 ? length + 1 : result;
  }

  /** inotify_add_watch(queue, path, mask). */
  long watch(NotifiedCall call) {
    int queue = call.files().openDescriptor(call.thread(), call.intArgument(0));
    if (queue < 0) {
      return queue;
    }
    int mask = call.intArgument(2);
    long result =
        withFile(
            call,
            HERE,
            call.argument(1),
            (mask & IN_DONT_FOLLOW) == 0,
            (same, fd) -> watch(same, queue, fd, mask & ~IN_DONT_FOLLOW));
    call.files().close(queue);
    return result;
  }

  private long watch(NotifiedCall call, int queue, int fd, int mask) {
    inspector.lookAt(fd);
    inspector.findOwner(fd);
    return inspector.allows(call.credentials(), AccessRules.READ)
        ? calls.call(SyscallNumber.INOTIFY_ADD_WATCH, queue, call.files().ownPath(fd), mask)
        : -Errno.EACCES;
  }

  /** getxattr(path, name, value, size) and lgetxattr. */
  long getAttribute(NotifiedCall call, boolean follow) {
    long size = Math.min(call.argument(3), LARGEST_VALUE);
    return withAttribute(
        call,
        follow,
        (same, fd) -> {
          long length =
              calls.call(
                  SyscallNumber.GETXATTR,
                  same.files().ownPath(fd),
                  name.address(),
                  same.scratch().address(),
                  size);
          return length <= 0 || size == 0
              ? length
              : same.deliver(same.argument(2), (int) length) == 0 ? length : -Errno.EFAULT;
        });
  }

  /** setxattr(path, name, value, size, flags) and lsetxattr. */
  long setAttribute(NotifiedCall call, boolean follow) {
    long size = call.argument(3);
    if (size < 0 || size > LARGEST_VALUE) {
      return -Errno.E2BIG;
    }
    return withAttribute(
        call,
        follow,
        (same, fd) ->
            size > 0 && same.fetch(same.argument(2), (int) size) != 0
                ? -Errno.EFAULT
                : calls.call(
                    SyscallNumber.SETXATTR,
                    same.files().ownPath(fd),
                    name.address(),
                    same.scratch().address(),
                    size,
                    same.intArgument(4)));
  }

  /** removexattr(path, name) and lremovexattr. */
  long removeAttribute(NotifiedCall call, boolean follow) {
    return withAttribute(
        call,
        follow,
        (same, fd) ->
            calls.call(SyscallNumber.REMOVEXATTR, same.files().ownPath(fd), name.address()));
  }

  private long withAttribute(NotifiedCall call, boolean follow, OnFile action) {
    int length = call.fetchString(call.argument(1), name, TargetPath.NAME_MAX + 1);
    if (length <= 0) {
      return length == 0 || length == -Errno.ENAMETOOLONG ? -Errno.ERANGE : length;
    }
    return withFile(call, HERE, call.argument(0), follow, action);
  }

  /** listxattr and llistxattr, where the handler found nothing to answer: why. */
  long listAttributes(NotifiedCall call, boolean follow) {
    return withFile(
        call,
        HERE,
        call.argument(0),
        follow,
        (same, fd) -> calls.plain().call(SyscallNumber.LISTXATTR, same.files().ownPath(fd), 0, 0));
  }

  /** connect(socket, address, length) to a path; others are the kernel's. */
  long connect(NotifiedCall call) {
    long fetched = address.fetch(call);
    if (fetched != 0 || !address.isPath()) {
      return fetched == 0 ? Handler.CONTINUE : fetched;
    }
    int socket = call.files().openDescriptor(call.thread(), call.intArgument(0));
    if (socket < 0) {
      return socket;
    }
    int file = call.files().open(call.thread(), HERE, address.remotePath(), true);
    if (file >= 0 && connects.mayWait(socket)) {
      connects.connect(call.postpone(), socket, file);
      return Handler.LATER;
    }
    long result = file < 0 ? file : connects.connect(address, socket, file);
    call.files().close(socket);
    if (file >= 0) {
      call.files().close(file);
    }
    return result;
  }
}
