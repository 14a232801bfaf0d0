package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.KeptAttribute;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * listxattr, llistxattr and flistxattr: the kernel's answer without the attribute that carries the
 * owner, and with the names of the attributes that others keep in the place of those others'. What
 * copies attributes names only those it was shown, so a copy keeps its own owner.
 */
final class ListXattrHandler {
  /** XATTR_LIST_MAX of limits.h. */
  private static final int LONGEST_LIST = 65536;

  /** With its NUL, so that it is no prefix. */
  private static final byte[] OWNER = ascii(OwnerAttribute.NAME + "\0");

  private static final byte[] KEEPER = ascii(KeptAttribute.keeper(""));
  private static final byte[] TRUSTED = ascii("trusted.");

  private final Syscalls syscalls;

  ListXattrHandler(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** listxattr(path, list, size) and llistxattr. */
  long byPath(NotifiedCall call, boolean follow) {
    int fd =
        call.files().open(call.thread(), (int) KernelConstants.AT_FDCWD, call.argument(0), follow);
    return list(call, fd);
  }

  private long list(NotifiedCall call, int fd) {
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result = list(call, call.files().ownPath(fd));
    call.files().close(fd);
    return result;
  }

  /** flistxattr(fd, list, size). */
  long byDescriptor(NotifiedCall call) {
    return list(call, call.files().openUsable(call.thread(), call.intArgument(0)));
  }

  private long list(NotifiedCall call, long path) {
    NativeBuffer names = call.scratch();
    long length = syscalls.call(SyscallNumber.LISTXATTR, path, names.address(), LONGEST_LIST);
    if (Syscalls.failed(length)) {
      return Handler.CONTINUE;
    }
    int shown = asShown(names, (int) length, call.credentials().privileged());
    long room = call.argument(2);
    if (room == 0 || shown == 0) {
      return shown;
    }
    if (Long.compareUnsigned(room, shown) < 0) {
      return -Errno.ERANGE;
    }
    return call.deliver(call.argument(1), shown) == 0 ? shown : -Errno.EFAULT;
  }

  /** Changes a list of NUL-terminated names in place, which only makes it shorter; its length. */
  private static int asShown(NativeBuffer names, int length, boolean privileged) {
    int from = 0;
    int to = 0;
    while (from < length) {
      int end = names.indexOfNul(from, length);
      if (end < 0) {
        return to;
      }
      byte[] name = names.getBytes(from, end + 1 - from);
      from = end + 1;
      if (startsWith(name, KEEPER) && isVisible(name, KEEPER.length, privileged)) {
        names.putBytes(to, name, KEEPER.length, name.length - KEEPER.length);
        to += name.length - KEEPER.length;
      } else if (!startsWith(name, KEEPER) && !startsWith(name, OWNER)) {
        names.putBytes(to, name, 0, name.length);
        to += name.length;
      }
    }
    return to;
  }

  private static boolean isVisible(byte[] name, int start, boolean privileged) {
    return privileged || !startsWith(Arrays.copyOfRange(name, start, name.length), TRUSTED);
  }

  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }
}
