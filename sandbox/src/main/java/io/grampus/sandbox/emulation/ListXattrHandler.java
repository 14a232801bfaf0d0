package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * listxattr, llistxattr and flistxattr: the kernel's answer without the attribute that carries the
 * owner. What copies attributes names only those it was shown, so a copy keeps its own owner.
 */
final class ListXattrHandler {
  /** XATTR_LIST_MAX of limits.h. */
  private static final int LONGEST_LIST = 65536;

  private static final byte[] HIDDEN = OwnerAttribute.NAME.getBytes(StandardCharsets.US_ASCII);

  private final Syscalls syscalls;

  ListXattrHandler(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** listxattr(path, list, size) and llistxattr. */
  long byPath(NotifiedCall call, boolean follow) {
    int fd =
        call.files().open(call.thread(), (int) KernelConstants.AT_FDCWD, call.argument(0), follow);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result = list(call, call.files().ownPath(fd));
    call.files().close(fd);
    return result;
  }

  /** flistxattr(fd, list, size). */
  long byDescriptor(NotifiedCall call) {
    return list(call, call.files().fdPath(call.thread(), call.intArgument(0)));
  }

  private long list(NotifiedCall call, long path) {
    NativeBuffer names = call.scratch();
    long length = syscalls.call(SyscallNumber.LISTXATTR, path, names.address(), LONGEST_LIST);
    if (Syscalls.failed(length)) {
      return Handler.CONTINUE;
    }
    int shown = withoutHidden(names, (int) length);
    long room = call.argument(2);
    if (room == 0 || shown == 0) {
      return shown;
    }
    if (Long.compareUnsigned(room, shown) < 0) {
      return -Errno.ERANGE;
    }
    return call.deliver(call.argument(1), shown) == 0 ? shown : -Errno.EFAULT;
  }

  /** Closes the gap that the hidden name leaves in a list of NUL-terminated names. */
  private static int withoutHidden(NativeBuffer names, int length) {
    int from = 0;
    int to = 0;
    while (from < length) {
      int end = names.indexOfNul(from, length);
      if (end < 0) {
        return to;
      }
      if (!isHidden(names, from, end)) {
        for (int position = from; position <= end; position++) {
          names.putByte(to++, names.getByte(position));
        }
      }
      from = end + 1;
    }
    return to;
  }

  private static boolean isHidden(NativeBuffer names, int from, int end) {
    if (end - from != HIDDEN.length) {
      return false;
    }
    for (int index = 0; index < HIDDEN.length; index++) {
      if (names.getByte(from + index) != HIDDEN[index]) {
        return false;
      }
    }
    return true;
  }
}
