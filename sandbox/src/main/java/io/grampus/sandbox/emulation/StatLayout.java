package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;

/** Where mode, owner and device stand in the structures that the stat family fills. */
enum StatLayout {
  /** struct stat of x86_64, {@code <asm/stat.h>}. */
  STAT_X86_64(144, 24, 28, 32, 40),
  /** struct stat of aarch64, {@code <asm-generic/stat.h>}. */
  STAT_AARCH64(128, 16, 24, 28, 32),
  /** struct statx, the same everywhere, statx(2); its mode has 16 bits. */
  STATX(256, 28, 20, 24, 128);

  /** Where struct stat has the device that holds the file, on both architectures. */
  static final int FILE_DEVICE = 0;

  /** Likewise the inode number. */
  static final int INODE = 8;

  /** Likewise the change time, seconds and nanoseconds. */
  static final int CHANGED = 104;

  private final int size;
  private final int mode;
  private final int uid;
  private final int gid;
  private final int device;

  StatLayout(int size, int mode, int uid, int gid, int device) {
    this.size = size;
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
    this.device = device;
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

  /** Where the number of a device node stands; but in struct statx, which has it in two parts. */
  int deviceOffset() {
    return device;
  }

  /** Makes the structure say that the file is a device node. */
  void putDevice(NativeBuffer structure, int type, int major, int minor) {
    int permissions = structure.getUnsignedShort(mode) & ~KernelConstants.S_IFMT;
    structure.putShort(mode, type | permissions);
    if (this == STATX) {
      structure.putInt(device, major);
      structure.putInt(device + Integer.BYTES, minor);
    } else {
      // as <linux/kdev_t.h> encodes a device in 32 bits
      structure.putLong(device, (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12));
    }
  }
}
