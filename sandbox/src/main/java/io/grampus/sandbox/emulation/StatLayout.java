package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;

/** Where mode and owner stand in the structures that the stat family fills. */
enum StatLayout {
  /** struct stat of x86_64, {@code <asm/stat.h>}. */
  STAT_X86_64(144, 24, 28, 32),
  /** struct stat of aarch64, {@code <asm-generic/stat.h>}. */
  STAT_AARCH64(128, 16, 24, 28),
  /** struct statx, the same everywhere, statx(2); its mode has 16 bits. */
  STATX(256, 28, 20, 24);

  private final int size;
  private final int mode;
  private final int uid;
  private final int gid;

  StatLayout(int size, int mode, int uid, int gid) {
    this.size = size;
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
  }

  static StatLayout statOn(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> STAT_X86_64;
      case AARCH64 -> STAT_AARCH64;
    };
  }

  int size() {
    return size;
  }

  int modeOffset() {
    return mode;
  }

  int uidOffset() {
    return uid;
  }

  int gidOffset() {
    return gid;
  }
}
