package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;

/**
 * Makes calls on names for processes whose root the kernel does not know, after the handlers have
 * granted them. Belongs to one thread.
 */
final class EntryCalls {
  private final RootCalls calls;
  private final FileInspector inspector;
  private final SocketAddress address = new SocketAddress();
  private final NativeBuffer text = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private final NativeBuffer oldName = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);

  EntryCalls(RootCalls calls, FileInspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  /** unlink, rmdir and unlinkat. */
  long remove(NotifiedCall call, int directory, long path, int flags) {
    if ((flags & ~KernelConstants.AT_REMOVEDIR) != 0) {
      return -Errno.EINVAL;
    }
    TargetFiles files = call.files();
    int parent = files.openParent(call.thread(), directory, path);
    if (parent == -Errno.EAGAIN) {
      int dots = files.dotsAtEnd(call.thread(), directory, path);
      int refused = dots == 1 ? -Errno.EINVAL : dots == 2 ? -Errno.ENOTEMPTY : -Errno.EBUSY;
      return withoutName(call, directory, path, flags == 0 ? -Errno.EISDIR : refused);
    }
    if (parent < 0) {
      return parent;
    }
    boolean slash = flags == 0 && files.nameIsDirectory();
    long result =
        slash
            ? slashBehind(parent, files)
            : calls.call(SyscallNumber.UNLINKAT, parent, files.name(), flags);
    files.close(parent);
    return result;
  }

  /** A name with a slash behind it must be a directory's, which unlink(2) does not remove. */
  private long slashBehind(int parent, TargetFiles files) {
    int entry = open(parent, files.name(), files.noFollow());
    if (entry < 0) {
      return entry;
    }
    inspector.lookAt(entry);
    files.close(entry);
    return inspector.is(KernelConstants.S_IFDIR) ? -Errno.EISDIR : -Errno.ENOTDIR;
  }

  /** What is wrong with a path that ends in no name: where it leads anywhere at all, that error. */
  private static long withoutName(NotifiedCall call, int directory, long path, int error) {
    int fd = call.files().open(call.thread(), directory, path, true);
    if (fd < 0) {
      return fd;
    }
    call.files().close(fd);
    return error;
  }

  /** rename and its relatives. */
  long rename(NotifiedCall call, int from, long oldPath, int to, long newPath, int flags) {
    TargetFiles files = call.files();
    int oldParent = files.openParent(call.thread(), from, oldPath);
    if (oldParent < 0) {
      return oldParent == -Errno.EAGAIN
          ? withoutName(call, from, oldPath, -Errno.EBUSY)
          : oldParent;
    }
    boolean oldSlash = files.nameIsDirectory();
    files.copyName(oldName);
    int newParent = files.openParent(call.thread(), to, newPath);
    long result = newParent;
    if (newParent >= 0) {
      boolean slash = oldSlash || files.nameIsDirectory();
      result = files.areInOneMount(oldParent, newParent) ? 0 : -Errno.EXDEV;
      result = result == 0 && slash ? directoryAt(oldParent, files) : result;
      if (result == 0) {
        result =
            calls.call(
                SyscallNumber.RENAMEAT2,
                oldParent,
                oldName.address(),
                newParent,
                files.name(),
                flags);
      }
      files.close(newParent);
    } else if (newParent == -Errno.EAGAIN) {
      result = withoutName(call, to, newPath, -Errno.EBUSY);
    }
    files.close(oldParent);
    return result;
  }

  private int open(int parent, long name, long noFollow) {
    long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | noFollow;
    return (int) calls.call(SyscallNumber.OPENAT, parent, name, flags);
  }

  private long directoryAt(int parent, TargetFiles files) {
    int entry = open(parent, oldName.address(), files.noFollow());
    if (entry < 0) {
      return entry;
    }
    inspector.lookAt(entry);
    files.close(entry);
    return inspector.is(KernelConstants.S_IFDIR) ? 0 : -Errno.ENOTDIR;
  }

  /** link and linkat. */
  long link(NotifiedCall call, int from, long oldPath, int to, long newPath, int flags) {
    int known = KernelConstants.AT_SYMLINK_FOLLOW | KernelConstants.AT_EMPTY_PATH;
    if ((flags & ~known) != 0) {
      return -Errno.EINVAL;
    }
    TargetFiles files = call.files();
    boolean described =
        (flags & KernelConstants.AT_EMPTY_PATH) != 0 && files.isEmptyPath(call.thread(), oldPath);
    boolean follow = (flags & KernelConstants.AT_SYMLINK_FOLLOW) != 0;
    int file =
        described
            ? files.openDescriptor(call.thread(), from)
            : files.open(call.thread(), from, oldPath, follow);
    if (file < 0) {
      return file;
    }
    int parent = files.openParent(call.thread(), to, newPath);
    long result = parent;
    if (parent >= 0) {
      result = files.nameIsDirectory() ? -Errno.ENOENT : link(files, file, parent);
      files.close(parent);
    } else if (parent == -Errno.EAGAIN || parent == -Errno.EBUSY) {
      result = withoutName(call, to, newPath, -Errno.EEXIST);
    }
    files.close(file);
    return result;
  }

  private long link(TargetFiles files, int file, int parent) {
    if (!files.areInOneMount(file, parent)) {
      int entry = open(parent, files.name(), files.noFollow());
      if (entry < 0) {
        return -Errno.EXDEV;
      }
      files.close(entry);
      return -Errno.EEXIST;
    }
    return calls.call(
        SyscallNumber.LINKAT,
        KernelConstants.AT_FDCWD,
        files.ownPath(file),
        parent,
        files.name(),
        KernelConstants.AT_SYMLINK_FOLLOW);
  }

  /** Why symlink or symlinkat could not be carried out. */
  long refuseLink(NotifiedCall call, int directory, long path) {
    int length = call.fetchString(call.argument(0), text, TargetPath.PATH_MAX);
    return length <= 0
        ? length == 0 ? -Errno.ENOENT : length
        : refuseCreation(call, directory, path, false);
  }

  /** Why bind could not be carried out with a path; other addresses are the kernel's. */
  long refuseSocket(NotifiedCall call) {
    long fetched = address.fetch(call);
    if (fetched != 0 || !address.isPath()) {
      return fetched == 0 ? Handler.CONTINUE : fetched;
    }
    long refusal = refuseCreation(call, PathCalls.HERE, address.remotePath(), false);
    return refusal == -Errno.EEXIST ? -Errno.EADDRINUSE : refusal;
  }

  /** Why mkdir, mknod, symlink and their relatives could not be carried out. */
  long refuseCreation(NotifiedCall call, int directory, long path, boolean folder) {
    TargetFiles files = call.files();
    int parent = files.openParent(call.thread(), directory, path);
    if (parent == -Errno.EAGAIN || parent == -Errno.EBUSY) {
      return withoutName(call, directory, path, -Errno.EEXIST);
    }
    if (parent < 0) {
      return parent;
    }
    boolean slash = files.nameIsDirectory() && !folder;
    int entry = slash ? open(parent, files.name(), files.noFollow()) : 0;
    if (slash && entry >= 0) {
      files.close(entry);
    }
    files.close(parent);
    return slash ? entry >= 0 ? -Errno.EEXIST : entry : -Errno.EPERM;
  }
}
