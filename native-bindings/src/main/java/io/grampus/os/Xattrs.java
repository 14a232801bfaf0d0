package io.grampus.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes, names and values in bytes; xattr(7).
 *
 * <p>A file is named by a descriptor, even one opened with O_PATH, or by a directory and a name
 * whose symbolic links are not followed. Safe for use by several threads.
 */
public final class Xattrs {
  private final FileCalls files;
  private final Syscalls syscalls;

  /** The attribute calls on the same kernel, with the same thread's memory. */
  public Xattrs(FileCalls files) {
    this.files = files;
    this.syscalls = files.syscalls();
  }

  /** The names of a file's attributes, sorted; empty where the file system has none. */
  public List<ByteString> list(Fd file) throws ErrnoException {
    Scratch memory = files.scratch();
    NativeBuffer names = memory.value();
    long length =
        file.isPathOnly()
            ? syscalls.call(
                SyscallNumber.LISTXATTR,
                memory.descriptorPath(file.number()),
                names.address(),
                names.size())
            : syscalls.call(SyscallNumber.FLISTXATTR, file.number(), names.address(), names.size());
    return length == 0 ? List.of() : listed(names, length, file.toString());
  }

  /** The names of the attributes of a name in a directory, sorted. */
  public List<ByteString> list(Fd directory, byte[] name) throws ErrnoException {
    Scratch memory = files.scratch();
    NativeBuffer names = memory.value();
    long path = memory.descriptorPath(directory.number(), name, "llistxattr");
    long length = syscalls.call(SyscallNumber.LLISTXATTR, path, names.address(), names.size());
    return length == 0 ? List.of() : listed(names, length, ByteString.of(name).toString());
  }

  private static List<ByteString> listed(NativeBuffer names, long result, String file)
      throws ErrnoException {
    if (result == -Errno.EOPNOTSUPP) {
      return List.of();
    }
    int length = Math.toIntExact(FileCalls.checked(result, "listxattr", file));
    List<ByteString> found = new ArrayList<>();
    int start = 0;
    while (start < length) {
      int end = names.indexOfNul(start, length);
      found.add(ByteString.wrap(names.getBytes(start, end - start)));
      start = end + 1;
    }
    found.sort(null);
    return found;
  }

  /** The value, or null where the file has no such attribute or the file system no attributes. */
  public byte @Nullable [] get(Fd file, ByteString attribute) throws ErrnoException {
    Scratch memory = files.scratch();
    NativeBuffer value = memory.value();
    long name = memory.second(attribute.array(), "getxattr");
    long length =
        file.isPathOnly()
            ? syscalls.call(
                SyscallNumber.GETXATTR,
                memory.descriptorPath(file.number()),
                name,
                value.address(),
                value.size())
            : syscalls.call(
                SyscallNumber.FGETXATTR, file.number(), name, value.address(), value.size());
    return valueRead(value, length, attribute, file.toString());
  }

  /** As {@link #get(Fd, ByteString)}, of a name in a directory. */
  public byte @Nullable [] get(Fd directory, byte[] name, ByteString attribute)
      throws ErrnoException {
    Scratch memory = files.scratch();
    NativeBuffer value = memory.value();
    long attributeName = memory.second(attribute.array(), "lgetxattr");
    long path = memory.descriptorPath(directory.number(), name, "lgetxattr");
    long length =
        syscalls.call(SyscallNumber.LGETXATTR, path, attributeName, value.address(), value.size());
    return valueRead(value, length, attribute, ByteString.of(name).toString());
  }

  private static byte @Nullable [] valueRead(
      NativeBuffer value, long result, ByteString attribute, String file) throws ErrnoException {
    if (result == -Errno.ENODATA || result == -Errno.EOPNOTSUPP) {
      return null;
    }
    long length = FileCalls.checked(result, "getxattr", file + ", " + attribute);
    return value.getBytes(0, Math.toIntExact(length));
  }

  /** Sets an attribute, replacing the value it may have. */
  public void set(Fd file, ByteString attribute, byte[] value) throws ErrnoException {
    Scratch memory = files.scratch();
    long name = memory.second(attribute.array(), "setxattr");
    NativeBuffer copy = valueCopy(memory, value, attribute);
    long result =
        file.isPathOnly()
            ? syscalls.call(
                SyscallNumber.SETXATTR,
                memory.descriptorPath(file.number()),
                name,
                copy.address(),
                value.length,
                0)
            : syscalls.call(
                SyscallNumber.FSETXATTR, file.number(), name, copy.address(), value.length, 0);
    FileCalls.checked(result, "setxattr", file + ", " + attribute);
  }

  /** As {@link #set(Fd, ByteString, byte[])}, of a name in a directory. */
  public void set(Fd directory, byte[] name, ByteString attribute, byte[] value)
      throws ErrnoException {
    Scratch memory = files.scratch();
    long attributeName = memory.second(attribute.array(), "lsetxattr");
    long path = memory.descriptorPath(directory.number(), name, "lsetxattr");
    NativeBuffer copy = valueCopy(memory, value, attribute);
    FileCalls.checked(
        syscalls.call(
            SyscallNumber.LSETXATTR, path, attributeName, copy.address(), value.length, 0),
        "lsetxattr",
        ByteString.of(name) + ", " + attribute);
  }

  private static NativeBuffer valueCopy(Scratch memory, byte[] value, ByteString attribute)
      throws ErrnoException {
    NativeBuffer copy = memory.value();
    if (value.length > copy.size()) {
      throw new ErrnoException("setxattr", attribute.toString(), Errno.E2BIG);
    }
    copy.putBytes(0, value, 0, value.length);
    return copy;
  }

  /** Removes an attribute; one that is not there is no error. */
  public void remove(Fd file, ByteString attribute) throws ErrnoException {
    Scratch memory = files.scratch();
    long name = memory.second(attribute.array(), "removexattr");
    long result =
        file.isPathOnly()
            ? syscalls.call(SyscallNumber.REMOVEXATTR, memory.descriptorPath(file.number()), name)
            : syscalls.call(SyscallNumber.FREMOVEXATTR, file.number(), name);
    if (result != -Errno.ENODATA && result != -Errno.EOPNOTSUPP) {
      FileCalls.checked(result, "removexattr", file + ", " + attribute);
    }
  }
}
