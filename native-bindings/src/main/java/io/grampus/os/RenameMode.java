package io.grampus.os;

/** What a rename does where the new name exists; renameat2(2). */
public enum RenameMode {
  /** The old file of that name is gone. */
  REPLACE(0),
  /** The call fails with EEXIST. */
  KEEP_EXISTING(1),
  /** The two names swap their files. */
  EXCHANGE(2);

  private final int flag;

  RenameMode(int flag) {
    this.flag = flag;
  }

  int flag() {
    return flag;
  }
}
