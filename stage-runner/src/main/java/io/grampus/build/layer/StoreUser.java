package io.grampus.build.layer;

import io.grampus.os.FileStatus;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * The user whose files the store's are. Inside an image this user is root.
 *
 * @param uid the effective user id
 * @param gid the effective group id
 */
public record StoreUser(long uid, long gid) {
  /** The user that this process runs as. */
  public static StoreUser current(Syscalls syscalls) {
    return new StoreUser(
        syscalls.call(SyscallNumber.GETEUID), syscalls.call(SyscallNumber.GETEGID));
  }

  /**
   * The owner inside the image that follows from a file's real one.
   *
   * <p>Files in the store are made by us; another id on them comes from the machine (a group that a
   * directory hands down, a network file system that squashes ids) and means nothing inside. Only a
   * real root can have given files away on purpose.
   */
  Owner inImage(FileStatus status) {
    if (uid != 0) {
      return Owner.ROOT;
    }
    return new Owner(status.uid(), status.gid() == gid ? 0 : status.gid());
  }
}
