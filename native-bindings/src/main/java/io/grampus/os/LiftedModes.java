package io.grampus.os;

import java.util.HashMap;
import java.util.Map;

/**
 * The files whose mode is lifted at present, with the mode to put back and how many users each has:
 * the last one to finish puts it back. Safe for use by several threads of this process; another
 * process sees a lifted mode while it lasts.
 */
final class LiftedModes {
  private record Key(DeviceNumber device, long inode) {
    static Key of(FileStatus status) {
      return new Key(status.device(), status.inode());
    }
  }

  private static final class Lift {
    private final int permissions;
    private int users = 1;

    Lift(int permissions) {
      this.permissions = permissions;
    }
  }

  private final FileCalls files;
  private final Map<Key, Lift> lifts = new HashMap<>();

  LiftedModes(FileCalls files) {
    this.files = files;
  }

  /**
   * Makes sure that the owner has those permissions until released.
   *
   * @param file open, with O_PATH at least
   * @param status what statx said of it
   * @return whether the caller is a user of a lift, to be released; false where none is needed or
   *     the file is not ours
   */
  synchronized boolean acquire(Fd file, FileStatus status, int needed) {
    Lift present = lifts.get(Key.of(status));
    if (present != null) {
      present.users++;
      return true;
    }
    try {
      // The status may have been asked for while another thread had the mode lifted.
      int permissions = files.statx(file).permissions();
      if ((permissions & needed) == needed) {
        return false;
      }
      files.fchmod(file, permissions | needed);
      lifts.put(Key.of(status), new Lift(permissions));
      return true;
    } catch (ErrnoException e) {
      // Not ours to change: the permissions of the group or of everybody may do.
      return false;
    }
  }

  /** Ends one use of a lift. */
  synchronized void release(Fd file, FileStatus status) {
    Lift lift = lifts.get(Key.of(status));
    if (lift == null || --lift.users > 0) {
      return;
    }
    lifts.remove(Key.of(status));
    try {
      files.fchmod(file, lift.permissions);
    } catch (ErrnoException e) {
      // Only a file system that became unusable meanwhile refuses the owner this; whoever reads
      // or writes next learns it.
      return;
    }
  }

  /** The status with the mode that the file has when nobody lifts it. */
  synchronized FileStatus unlifted(FileStatus status) {
    Lift lift = lifts.isEmpty() ? null : lifts.get(Key.of(status));
    return lift == null ? status : status.withPermissions(lift.permissions);
  }
}
