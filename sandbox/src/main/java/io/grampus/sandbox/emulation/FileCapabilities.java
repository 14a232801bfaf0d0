package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;

/**
 * The capabilities of an executable file, the value of its attribute {@code security.capability}:
 * {@code <linux/capability.h>}.
 *
 * @param effective whether what the program gains is effective at once
 */
record FileCapabilities(long permitted, long inheritable, boolean effective) {
  static final FileCapabilities NONE = new FileCapabilities(0, 0, false);

  /** The size of the largest form, version 3. */
  static final int LARGEST = 24;

  private static final int VERSION_2_SIZE = 20;
  private static final int EFFECTIVE = 1;

  /** Reads a value of that length; a negative or unknown one is that of no attribute. */
  static FileCapabilities read(NativeBuffer value, long length) {
    if (length < VERSION_2_SIZE) {
      return NONE;
    }
    return new FileCapabilities(
        join(value.getInt(4), value.getInt(12)),
        join(value.getInt(8), value.getInt(16)),
        (value.getInt(0) & EFFECTIVE) != 0);
  }

  private static long join(int low, int high) {
    return Integer.toUnsignedLong(low) | ((long) high << Integer.SIZE);
  }

  /** Whether the file has any. */
  boolean areAny() {
    return permitted != 0 || inheritable != 0;
  }
}
