package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.OwnerTable.FileKey;
import io.grampus.sandbox.OwnerTable.Owner;
import org.jspecify.annotations.Nullable;

/** Owners of what carries no attributes; one thread's. */
final class TableOwners {
  private static final int PATH_MAX = 4096;
  private static final int STATX_BASIC_AND_BIRTH = 0xfff;
  private static final int STATX_BIRTH = 0x800;
  private static final int MASK = 0;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int BIRTH_SECONDS = 80;
  private static final int BIRTH_NANOSECONDS = 88;
  private static final int DEVICE = 136;

  /** In the place of nanoseconds: the file system keeps no birth times, its number stands there. */
  private static final int NO_BIRTH = -1;

  private final RootCalls calls;
  private final SandboxOwners owners;
  private final NativeBuffer status = NativeBuffer.allocate(StatLayout.STATX.size());
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private final ProcPath proc;
  private final NativeBuffer name = NativeBuffer.allocate(PATH_MAX);

  TableOwners(RootCalls calls, SandboxOwners owners) {
    this.calls = calls;
    this.proc = new ProcPath(calls.hasOwnDirectory());
    this.owners = owners;
  }

  /** Whether any owner is noted at all. */
  boolean hasAny() {
    return !owners.isEmpty();
  }

  /** The owner noted of a file that this process has a descriptor of. */
  @Nullable Owner find(int fd) {
    if (owners.isEmpty()) {
      return null;
    }
    long result =
        calls
            .plain()
            .call(
                SyscallNumber.STATX,
                fd,
                empty.address(),
                KernelConstants.AT_EMPTY_PATH,
                STATX_BASIC_AND_BIRTH,
                status.address());
    return Syscalls.failed(result) ? null : owners.find(key());
  }

  /**
   * Notes the owner of the file; 0 or a negated errno.
   *
   * <p>The file is copied up first, as a changed owner does it, so that this step's layer has it.
   */
  long put(int fd, Owner owner) {
    long copied =
        calls
            .plain()
            .call(
                SyscallNumber.FCHOWNAT, fd, empty.address(), -1, -1, KernelConstants.AT_EMPTY_PATH);
    if (copied == -Errno.EROFS) {
      return copied;
    }
    return record(fd, owner);
  }

  /** As {@link #put} for a file that is new. */
  long record(int fd, Owner owner) {
    long result =
        calls
            .plain()
            .call(
                SyscallNumber.STATX,
                fd,
                empty.address(),
                KernelConstants.AT_EMPTY_PATH,
                STATX_BASIC_AND_BIRTH,
                status.address());
    if (Syscalls.failed(result)) {
      return result;
    }
    FileKey shown = key();
    if (owners.isDirect()) {
      owners.putStored(shown, owner);
      return 0;
    }
    owners.putShown(shown, owner);
    if (shown.birthNanoseconds() != NO_BIRTH) {
      if (device() == owners.storeDevice()) {
        owners.putStored(shown, owner); // a cache mount: nothing stands between
      } else if (device() == owners.device()) {
        recordStored(fd, owner);
      }
    }
    return 0;
  }

  /**
   * The overlay shows a file that was copied up under the inode number it had before, as long as it
   * remembers; a later walk over the upper directory sees the file's own.
   */
  private void recordStored(int fd, Owner owner) {
    int type = status.getUnsignedShort(MODE) & KernelConstants.S_IFMT;
    long length =
        calls
            .plain()
            .call(
                SyscallNumber.READLINKAT,
                KernelConstants.AT_FDCWD,
                proc.ofOwnDescriptor(fd),
                name.address(),
                PATH_MAX - 1);
    if (length <= 1 || length >= PATH_MAX - 1 || name.getByte(0) != '/') {
      return;
    }
    name.putByte((int) length, (byte) 0);
    long result =
        calls.call(
            SyscallNumber.STATX,
            owners.storeFd(),
            name.address() + 1,
            KernelConstants.AT_SYMLINK_NOFOLLOW,
            STATX_BASIC_AND_BIRTH,
            status.address());
    boolean found = !Syscalls.failed(result);
    if (found && (status.getUnsignedShort(MODE) & KernelConstants.S_IFMT) == type) {
      owners.putStored(key(), owner);
    }
  }

  private FileKey key() {
    boolean born = (status.getInt(MASK) & STATX_BIRTH) != 0;
    return born
        ? new FileKey(
            status.getLong(INODE), status.getLong(BIRTH_SECONDS), status.getInt(BIRTH_NANOSECONDS))
        : new FileKey(status.getLong(INODE), device(), NO_BIRTH);
  }

  private long device() {
    return status.getLong(DEVICE);
  }
}
