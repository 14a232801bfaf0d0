package io.grampus.os;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One thread's reusable native memory for the arguments and results of file calls, so that a walk
 * over a large tree allocates nothing outside the heap.
 */
final class Scratch {
  /** PATH_MAX of limits.h, the terminating NUL included. */
  static final int PATH_SIZE = 4096;

  private static final byte[] PROC_SELF_FD = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);
  private static final int LISTING_SIZE = 32 * 1024;
  private static final int VALUE_SIZE = 64 * 1024;

  private final NativeBuffer firstPath = NativeBuffer.allocate(PATH_SIZE);
  private final NativeBuffer secondPath = NativeBuffer.allocate(PATH_SIZE);
  private final NativeBuffer struct = NativeBuffer.allocate(FileStatus.STRUCT_SIZE);
  private final Lazy listing = new Lazy(LISTING_SIZE);
  private final Lazy value = new Lazy(VALUE_SIZE);

  /** The address of a NUL-terminated copy in the first of two slots. */
  long first(byte[] path, String call) throws ErrnoException {
    return place(firstPath, 0, path, call);
  }

  /** The address of a NUL-terminated copy in the second of two slots. */
  long second(byte[] path, String call) throws ErrnoException {
    return place(secondPath, 0, path, call);
  }

  /** The address of the path that reaches an open descriptor, even one opened with O_PATH. */
  long descriptorPath(int number) {
    int length = placeDescriptor(number);
    firstPath.putByte(length, (byte) 0);
    return firstPath.address();
  }

  /** The address of the path of a name in an open directory, for calls that take no directory. */
  long descriptorPath(int number, byte[] name, String call) throws ErrnoException {
    int length = placeDescriptor(number);
    firstPath.putByte(length, (byte) '/');
    place(firstPath, length + 1, name, call);
    return firstPath.address();
  }

  /** A block for one fixed-size struct. */
  NativeBuffer struct() {
    return struct;
  }

  /** A block for directory listings. */
  NativeBuffer listing() {
    return listing.get();
  }

  /** A block for the longest value of an attribute and for link targets. */
  NativeBuffer value() {
    return value.get();
  }

  private int placeDescriptor(int number) {
    firstPath.putBytes(0, PROC_SELF_FD, 0, PROC_SELF_FD.length);
    byte[] digits = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    firstPath.putBytes(PROC_SELF_FD.length, digits, 0, digits.length);
    return PROC_SELF_FD.length + digits.length;
  }

  /** Refuses what the kernel could not read back as the same bytes. */
  private static long place(NativeBuffer slot, int offset, byte[] path, String call)
      throws ErrnoException {
    if (path.length + offset >= PATH_SIZE) {
      throw new ErrnoException(call, ByteString.of(path).toString(), Errno.ENAMETOOLONG);
    }
    for (byte value : path) {
      if (value == 0) {
        throw new ErrnoException(call, ByteString.of(path).toString(), Errno.EINVAL);
      }
    }
    slot.putBytes(offset, path, 0, path.length);
    slot.putByte(offset + path.length, (byte) 0);
    return slot.address();
  }

  /** A block allocated when first needed. */
  private static final class Lazy {
    private final int size;
    private @Nullable NativeBuffer buffer;

    Lazy(int size) {
      this.size = size;
    }

    NativeBuffer get() {
      NativeBuffer present = buffer;
      if (present == null) {
        present = NativeBuffer.allocate(size);
        buffer = present;
      }
      return present;
    }
  }
}
