package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.AccessList;
import io.grampus.sandbox.KeptAttribute;
import io.grampus.sandbox.KeptAttribute.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * getxattr, setxattr, removexattr and their relatives: keeps what the kernel refuses to root of a
 * user namespace in attributes that it grants, and refuses other users than root what it would
 * refuse them: xattr(7).
 */
final class XattrHandler {
  private static final int LONGEST_NAME = 255;
  private static final int LARGEST_VALUE = 65536;
  private static final int KNOWN_FLAGS = 3;

  private final FileInspector inspector;
  private final KeptAttributes kept;
  private final boolean keepsCapabilities;
  private final NativeBuffer name = NativeBuffer.allocate(LONGEST_NAME + 1);

  /**
   * A handler.
   *
   * @param keepsCapabilities whether the kernel lets the sandbox's root give files capabilities
   */
  XattrHandler(FileInspector inspector, KeptAttributes kept, boolean keepsCapabilities) {
    this.inspector = inspector;
    this.kept = kept;
    this.keepsCapabilities = keepsCapabilities;
  }

  /** What a call does with an attribute of a file that is open here. */
  private interface Action {
    long on(NotifiedCall call, int fd, String attribute, Kind kind);
  }

  /** getxattr(path, name, value, size) and lgetxattr. */
  long getByPath(NotifiedCall call, boolean follow) {
    return byPath(call, follow, true, this::get);
  }

  /** fgetxattr(fd, name, value, size). */
  long getByDescriptor(NotifiedCall call) {
    return byDescriptor(call, true, this::get);
  }

  /** setxattr(path, name, value, size, flags) and lsetxattr. */
  long setByPath(NotifiedCall call, boolean follow) {
    return byPath(call, follow, false, this::set);
  }

  /** fsetxattr(fd, name, value, size, flags). */
  long setByDescriptor(NotifiedCall call) {
    return byDescriptor(call, false, this::set);
  }

  /** removexattr(path, name) and lremovexattr. */
  long removeByPath(NotifiedCall call, boolean follow) {
    return byPath(call, follow, false, this::remove);
  }

  /** fremovexattr(fd, name). */
  long removeByDescriptor(NotifiedCall call) {
    return byDescriptor(call, false, this::remove);
  }

  private long byPath(NotifiedCall call, boolean follow, boolean reading, Action action) {
    String attribute = name(call);
    if (attribute == null || isKernels(call, attribute, reading)) {
      return Handler.CONTINUE;
    }
    int fd =
        call.files().open(call.thread(), (int) KernelConstants.AT_FDCWD, call.argument(0), follow);
    return withFile(call, fd, attribute, action);
  }

  private long byDescriptor(NotifiedCall call, boolean reading, Action action) {
    String attribute = name(call);
    if (attribute == null || isKernels(call, attribute, reading)) {
      return Handler.CONTINUE;
    }
    int descriptor = call.intArgument(0);
    return descriptor < 0
        ? -Errno.EBADF // some kernels take AT_FDCWD, and would ask nobody whether the user may
        : withFile(call, call.files().openUsable(call.thread(), descriptor), attribute, action);
  }

  /** The attribute's name, or null where the kernel had better say what is wrong with it. */
  private @Nullable String name(NotifiedCall call) {
    int length = call.fetchString(call.argument(1), name, LONGEST_NAME + 1);
    return length <= 0 ? null : new String(name.getBytes(0, length), StandardCharsets.ISO_8859_1);
  }

  /** Whether the kernel's answer is right, whatever file it is about. */
  private boolean isKernels(NotifiedCall call, String attribute, boolean reading) {
    return switch (KeptAttribute.kind(attribute)) {
      case TRUSTED, SECURITY, TAKEN -> false;
      case ACCESS_LIST -> reading && !kept.hasLists();
      case CAPABILITY ->
          keepsCapabilities && (reading || call.credentials().has(Capabilities.SETFCAP));
      case USER -> call.credentials().overridesModes();
      case OTHER -> true;
    };
  }

  private long withFile(NotifiedCall call, int fd, String attribute, Action action) {
    Kind kind = KeptAttribute.kind(attribute);
    if (fd < 0) {
      // the kernel must not be asked for what is ours
      return kind == Kind.TAKEN && fd == -Errno.EAGAIN ? -Errno.EPERM : Handler.withoutFile(fd);
    }
    inspector.lookAt(fd);
    boolean carries =
        inspector.is(KernelConstants.S_IFREG) || inspector.is(KernelConstants.S_IFDIR);
    long result = carries ? action.on(call, fd, attribute, kind) : Handler.CONTINUE;
    call.files().close(fd);
    return result;
  }

  private long get(NotifiedCall call, int fd, String attribute, Kind kind) {
    Credentials who = call.credentials();
    if (kind == Kind.TRUSTED && !who.privileged()) {
      return -Errno.ENODATA;
    }
    if (KeptAttribute.isMerePrefix(attribute)) {
      return -Errno.EINVAL;
    }
    if ((kind == Kind.USER || kind == Kind.TAKEN) && !granted(who, fd, AccessRules.READ)) {
      return -Errno.EACCES;
    }
    if (kind == Kind.USER) {
      return Handler.CONTINUE;
    }
    NativeBuffer value = call.scratch();
    long length = kept.get(fd, attribute, value);
    if (Syscalls.failed(length)) {
      return kind == Kind.TAKEN ? length : Handler.CONTINUE;
    }
    if (attribute.equals(AccessList.ACCESS)) {
      length = asModeSays(value, (int) length);
    }
    return handOver(call, length);
  }

  private long handOver(NotifiedCall call, long length) {
    long room = call.argument(3);
    if (room == 0 || length == 0) {
      return length;
    }
    if (Long.compareUnsigned(room, length) < 0) {
      return -Errno.ERANGE;
    }
    return call.deliver(call.argument(2), (int) length) == 0 ? length : -Errno.EFAULT;
  }

  /** A chmod since the list was set has changed it as well. */
  private long asModeSays(NativeBuffer value, int length) {
    Optional<AccessList> list = AccessList.decode(value.getBytes(0, length));
    if (list.isEmpty()) {
      return length;
    }
    byte[] bytes = list.get().withMode(inspector.mode()).encode();
    value.putBytes(0, bytes, 0, bytes.length);
    return bytes.length;
  }

  private long set(NotifiedCall call, int fd, String attribute, Kind kind) {
    long refusal = refusalToChange(call.credentials(), fd, kind);
    if (refusal != 0 || isOfKernel(kind)) {
      return refusal == 0 ? Handler.CONTINUE : refusal;
    }
    if (KeptAttribute.isMerePrefix(attribute)) {
      return -Errno.EINVAL;
    }
    long size = call.argument(3);
    int flags = call.intArgument(4);
    if (size < 0 || size > LARGEST_VALUE || (flags & ~KNOWN_FLAGS) != 0) {
      return Handler.CONTINUE;
    }
    int length = (int) size;
    if (length > 0 && call.fetch(call.argument(2), length) != 0) {
      return -Errno.EFAULT;
    }
    if (!call.stillValid()) {
      return Handler.CONTINUE;
    }
    if (kind == Kind.ACCESS_LIST) {
      return setList(call.credentials(), call.scratch().getBytes(0, length), fd, attribute);
    }
    long result = kept.set(fd, attribute, call.scratch(), length, flags);
    return result == -Errno.EOPNOTSUPP ? Handler.CONTINUE : result;
  }

  /** The kernel itself keeps a list that names nobody it does not know in the namespace. */
  private long setList(Credentials who, byte[] value, int fd, String attribute) {
    Optional<AccessList> list = AccessList.decode(value);
    if (list.isEmpty() && !AccessList.isNone(value)) {
      return Handler.CONTINUE;
    }
    boolean decides = list.isPresent() && attribute.equals(AccessList.ACCESS);
    int mode = decides ? modeWithList(who, fd) : inspector.mode();
    if (list.isEmpty() || !list.get().namesOthersThanRoot()) {
      if (kept.hasLists()) {
        kept.remove(fd, attribute);
      }
      if (mode != inspector.mode()) {
        kept.changeMode(fd, mode);
      }
      return Handler.CONTINUE;
    }
    if (attribute.equals(AccessList.DEFAULT) && !inspector.is(KernelConstants.S_IFDIR)) {
      return -Errno.EACCES;
    }
    long result = kept.setList(fd, mode, attribute, list.get());
    return result == -Errno.EOPNOTSUPP ? Handler.CONTINUE : result;
  }

  /** The mode that a list goes with, as chmod(2) has it: only of a group of the user's setgid. */
  private int modeWithList(Credentials who, int fd) {
    int mode = inspector.mode();
    if ((mode & KernelConstants.S_ISGID) == 0 || who.has(Capabilities.FSETID)) {
      return mode;
    }
    inspector.findOwner(fd);
    return who.inGroup(inspector.gid()) ? mode : mode & ~KernelConstants.S_ISGID;
  }

  private long remove(NotifiedCall call, int fd, String attribute, Kind kind) {
    long refusal = refusalToChange(call.credentials(), fd, kind);
    if (refusal != 0 || isOfKernel(kind)) {
      return refusal == 0 ? Handler.CONTINUE : refusal;
    }
    if (!call.stillValid()) {
      return Handler.CONTINUE;
    }
    long result = kept.remove(fd, attribute);
    boolean kernelMayHaveIt = kind == Kind.ACCESS_LIST || kind == Kind.CAPABILITY;
    return Syscalls.failed(result) && kernelMayHaveIt ? Handler.CONTINUE : result;
  }

  private boolean isOfKernel(Kind kind) {
    return kind == Kind.USER || (kind == Kind.CAPABILITY && keepsCapabilities);
  }

  /** 0 or a negated errno: who may change attributes of that kind. */
  private long refusalToChange(Credentials who, int fd, Kind kind) {
    return switch (kind) {
      case TRUSTED, SECURITY -> who.privileged() ? 0 : -Errno.EPERM;
      case CAPABILITY -> who.has(Capabilities.SETFCAP) ? 0 : -Errno.EPERM;
      case ACCESS_LIST -> owns(who, fd) ? 0 : -Errno.EPERM;
      case TAKEN, USER -> refusalToChange(who, fd);
      case OTHER -> 0;
    };
  }

  /** Whoever may write to a file may change its user attributes, but not to sticky directories. */
  private long refusalToChange(Credentials who, int fd) {
    boolean sticky =
        inspector.is(KernelConstants.S_IFDIR) && (inspector.mode() & KernelConstants.S_ISVTX) != 0;
    if (sticky && !owns(who, fd)) {
      return -Errno.EPERM;
    }
    return granted(who, fd, AccessRules.WRITE) ? 0 : -Errno.EACCES;
  }

  private boolean owns(Credentials who, int fd) {
    if (who.has(Capabilities.FOWNER)) {
      return true;
    }
    inspector.findOwner(fd);
    return who.owns(inspector.uid());
  }

  private boolean granted(Credentials who, int fd, int wanted) {
    if (who.overridesModes()) {
      return true;
    }
    inspector.findOwner(fd);
    return inspector.allows(who, wanted);
  }
}
