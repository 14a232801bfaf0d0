package io.grampus.os;

/**
 * A device's number: of the file system that holds a file, or that a device node stands for.
 *
 * @param major the driver
 * @param minor the device among those of the driver
 */
public record DeviceNumber(int major, int minor) {
  /** 0:0, the number of an overlay whiteout and of everything that is no device node. */
  public static final DeviceNumber ZERO = new DeviceNumber(0, 0);

  /** The encoding that mknod(2) takes: 12 bits of major, 20 of minor, as new_encode_dev. */
  long encoded() {
    return (minor & 0xffL) | ((major & 0xfffL) << 8) | ((minor & 0xfffff00L) << 12);
  }

  /** Written out: what the language makes of a record is slow until the compiler has seen it. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceNumber that && major == that.major && minor == that.minor;
  }

  @Override
  public int hashCode() {
    return 31 * major + minor;
  }
}
