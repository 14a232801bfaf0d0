package io.grampus.sandbox;

import java.util.List;

/**
 * The capabilities that a container has by default, capabilities(7): enough to install software,
 * too few to change the machine.
 */
public final class CapabilitySet {
  /** The highest number a capability can have. */
  static final int LAST_POSSIBLE = 63;

  private static final List<Integer> CONTAINER_DEFAULT =
      List.of(
          0, // CAP_CHOWN
          1, // CAP_DAC_OVERRIDE
          3, // CAP_FOWNER
          4, // CAP_FSETID
          5, // CAP_KILL
          6, // CAP_SETGID
          7, // CAP_SETUID
          8, // CAP_SETPCAP
          10, // CAP_NET_BIND_SERVICE
          13, // CAP_NET_RAW
          18, // CAP_SYS_CHROOT
          27, // CAP_MKNOD
          29, // CAP_AUDIT_WRITE
          31); // CAP_SETFCAP

  private CapabilitySet() {}

  static boolean contains(int capability) {
    return CONTAINER_DEFAULT.contains(capability);
  }

  /** All of them as a number with one bit for each. */
  public static long bits() {
    return Integer.toUnsignedLong(lowBits());
  }

  /** Bits 0 to 31 as capset(2) takes them; none of the default ones lies above. */
  static int lowBits() {
    return CONTAINER_DEFAULT.stream().reduce(0, (bits, capability) -> bits | 1 << capability);
  }
}
