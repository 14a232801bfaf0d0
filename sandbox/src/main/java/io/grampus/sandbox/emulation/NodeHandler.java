package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.PathWalk.Goal;

/**
 * mkdir, mknod, symlink and their relatives: makes the entry where its owner would not be root's,
 * and placeholders for the device nodes that root makes.
 */
final class NodeHandler {
  private static final int PERMISSIONS = 07777;
  private static final int PATH_MAX = 4096;

  private final Creation creation;
  private final NativeBuffer text = NativeBuffer.allocate(PATH_MAX);

  NodeHandler(Creation creation) {
    this.creation = creation;
  }

  /** mkdir(path, mode) and mkdirat(directory, path, mode). */
  long makeDirectory(NotifiedCall call, int directory, int firstArgument) {
    long path = call.argument(firstArgument);
    int mode = call.intArgument(firstArgument + 1) & PERMISSIONS;
    int parent = creation.begin(call, directory, path, Goal.ENTRY, false);
    if (parent < 0) {
      return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
    }
    long result = creation.permission(call, parent);
    if (result == 0) {
      creation.adoptUmask(call, mode);
      result = creation.calls().call(SyscallNumber.MKDIRAT, parent, call.files().name(), mode);
    }
    return finish(call, parent, result);
  }

  /** mknod(path, mode, device) and mknodat(directory, path, mode, device). */
  long makeNode(NotifiedCall call, int directory, int firstArgument) {
    int mode = call.intArgument(firstArgument + 1);
    int type = mode & KernelConstants.S_IFMT;
    boolean device = type == KernelConstants.S_IFCHR || type == KernelConstants.S_IFBLK;
    if (type == KernelConstants.S_IFDIR) {
      return Handler.CONTINUE;
    }
    int parent = creation.begin(call, directory, call.argument(firstArgument), Goal.ENTRY, device);
    if (parent < 0) {
      return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
    }
    if (call.files().nameIsDirectory()) {
      call.files().close(parent);
      return Handler.CONTINUE;
    }
    long result = creation.permission(call, parent);
    if (result == 0 && device && !call.credentials().has(Capabilities.MKNOD)) {
      result = call.files().nameExists() ? -Errno.EEXIST : -Errno.EPERM;
    }
    if (result == 0) {
      int made = device ? (mode & PERMISSIONS) | KernelConstants.S_IFREG : mode;
      made = creation.modeOfFile(made);
      creation.adoptUmask(call, made & PERMISSIONS);
      result = creation.calls().call(SyscallNumber.MKNODAT, parent, call.files().name(), made, 0);
    }
    return device && result == 0
        ? finishDevice(call, parent, type, call.intArgument(firstArgument + 2))
        : finish(call, parent, result);
  }

  /** symlink(target, path) and symlinkat(target, directory, path). */
  long makeLink(NotifiedCall call, int directory, int pathArgument) {
    int length = call.fetchString(call.argument(0), text, PATH_MAX);
    if (length <= 0) {
      return Handler.CONTINUE;
    }
    int parent = creation.begin(call, directory, call.argument(pathArgument), Goal.ENTRY, false);
    if (parent < 0) {
      return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
    }
    if (call.files().nameIsDirectory()) {
      call.files().close(parent);
      return Handler.CONTINUE;
    }
    long result = creation.permission(call, parent);
    if (result == 0) {
      result =
          creation
              .calls()
              .call(SyscallNumber.SYMLINKAT, text.address(), parent, call.files().name());
    }
    return finish(call, parent, result);
  }

  private long finish(NotifiedCall call, int parent, long made) {
    long result = made;
    if (result == 0) {
      int created = creation.openCreated(call, parent);
      if (created >= 0) {
        result = creation.record(created);
        call.files().close(created);
      }
    }
    call.files().close(parent);
    return result;
  }

  /** The device number is encoded as {@code <linux/kdev_t.h>} does it in 32 bits. */
  private long finishDevice(NotifiedCall call, int parent, int type, int device) {
    int created = creation.openCreated(call, parent);
    long result = created;
    if (created >= 0) {
      int major = (device >>> 8) & 0xfff;
      int minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
      result =
          creation.owners().recordNode(created, creation.uid(), creation.gid(), type, major, minor);
      call.files().close(created);
    }
    if (Syscalls.failed(result)) {
      creation.calls().call(SyscallNumber.UNLINKAT, parent, call.files().name(), 0);
      result = -Errno.EPERM; // what a file system without device nodes says: mknod(2)
    }
    call.files().close(parent);
    return result;
  }
}
