package io.grampus.sandbox.emulation;

import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.OwnerTable;
import io.grampus.sandbox.OwnerTable.FileKey;
import io.grampus.sandbox.OwnerTable.Owner;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The owners that one sandbox's table knows, and those that last no longer than the sandbox: of
 * files on file systems mounted in it, of pipes, of copied files under the number they had before.
 * Safe for several threads.
 */
final class SandboxOwners implements Closeable {
  private static final int STATX_BASIC = 0x7ff;
  private static final int DEVICE = 136;

  private final Syscalls syscalls;
  private final OwnerTable table;
  private final Map<FileKey, Owner> shown = new ConcurrentHashMap<>();
  private final boolean direct;
  private final int storeFd;
  private final long device;
  private final long storeDevice;

  /**
   * The owners of a sandbox.
   *
   * @param store the directory on the host that its changes go to
   * @param rootFd the root as the sandbox sees it
   * @param direct whether the sandbox shows the files of the store themselves
   */
  SandboxOwners(Syscalls syscalls, OwnerTable table, Path store, int rootFd, boolean direct)
      throws ErrnoException {
    this.syscalls = syscalls;
    this.table = table;
    this.direct = direct;
    NativeBuffer name = NativeBuffer.cString(store.toString().getBytes(StandardCharsets.UTF_8));
    long opened =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            name.address(),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(opened)) {
      throw new ErrnoException("openat", store.toString(), (int) -opened);
    }
    this.storeFd = (int) opened;
    this.device = deviceOf(rootFd);
    this.storeDevice = deviceOf(storeFd);
  }

  private long deviceOf(int fd) {
    NativeBuffer status = NativeBuffer.allocate(StatLayout.STATX.size());
    NativeBuffer empty = NativeBuffer.allocate(1);
    syscalls.call(
        SyscallNumber.STATX,
        fd,
        empty.address(),
        KernelConstants.AT_EMPTY_PATH,
        STATX_BASIC,
        status.address());
    return status.getLong(DEVICE);
  }

  boolean isEmpty() {
    return shown.isEmpty() && table.isEmpty();
  }

  @Nullable Owner find(FileKey file) {
    Owner owner = shown.get(file);
    return owner != null ? owner : table.find(file).orElse(null);
  }

  /** Notes the owner of a file as the sandbox sees it. */
  void putShown(FileKey file, Owner owner) {
    if (owner.equals(Owner.ROOT)) {
      shown.remove(file);
    } else {
      shown.put(file, owner);
    }
  }

  /** Notes the owner of a file as the host sees it. */
  void putStored(FileKey file, Owner owner) {
    table.put(file, owner);
  }

  /** Whether the sandbox shows the files of the store themselves. */
  boolean isDirect() {
    return direct;
  }

  /** Whether any file has an access control list that names others than root. */
  boolean hasLists() {
    return table.hasLists();
  }

  /** Notes that a file has such a list. */
  void noteList() {
    table.noteList();
  }

  /** The directory on the host that the sandbox's changes go to. */
  int storeFd() {
    return storeFd;
  }

  /** The device of the sandbox's root, as statx(2) lays it out: major and minor. */
  long device() {
    return device;
  }

  /** The device of the store, which shows where one of its directories is mounted as it is. */
  long storeDevice() {
    return storeDevice;
  }

  @Override
  public void close() {
    syscalls.call(SyscallNumber.CLOSE, storeFd);
  }
}
