package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;

/**
 * What other users than root may do with the names in a directory, by its mode and its sticky bit:
 * inode(7). Belongs to one thread.
 */
final class EntryRights {
  private final Creation creation;
  private final FileInspector inspector;

  EntryRights(Creation creation) {
    this.creation = creation;
    this.inspector = creation.inspector();
  }

  /** Opens what has the name that was looked for last; a negated errno where nothing has. */
  int open(NotifiedCall call, int parent) {
    return creation.openCreated(call, parent);
  }

  /** Whether the user may add names to a directory. */
  long addition(Credentials who, int directory) {
    lookAt(directory);
    return inspector.allows(who, AccessRules.WRITE) ? 0 : -Errno.EACCES;
  }

  /** Whether the user may remove the name of an entry from a directory: 0 or a negated errno. */
  long removal(Credentials who, int directory, int entry) {
    if (addition(who, directory) != 0) {
      return -Errno.EACCES;
    }
    boolean sticky = (inspector.mode() & KernelConstants.S_ISVTX) != 0;
    return sticky && !isOwner(who) && !owns(who, entry) ? -Errno.EPERM : 0;
  }

  private boolean owns(Credentials who, int entry) {
    lookAt(entry);
    return isOwner(who);
  }

  private boolean isOwner(Credentials who) {
    return who.owns(inspector.uid());
  }

  /** Whether the user may write to a file or directory: 0 or a negated errno. */
  long writing(Credentials who, int file) {
    return addition(who, file);
  }

  /**
   * Whether the user may give a file another name, as where fs.protected_hardlinks is on, which
   * distributions have it: proc_sys_fs(5).
   */
  long linking(Credentials who, int file) {
    if (owns(who, file)) {
      return 0;
    }
    boolean ownProgram = (inspector.mode() & KernelConstants.S_ISUID) != 0;
    int groups = KernelConstants.S_ISGID | KernelConstants.S_IXGRP;
    boolean groupProgram = (inspector.mode() & groups) == groups;
    boolean harmless = inspector.is(KernelConstants.S_IFREG) && !ownProgram && !groupProgram;
    int both = AccessRules.READ | AccessRules.WRITE;
    return harmless && inspector.allows(who, both) ? 0 : -Errno.EPERM;
  }

  private void lookAt(int file) {
    inspector.lookAt(file);
    inspector.findOwner(file);
  }
}
