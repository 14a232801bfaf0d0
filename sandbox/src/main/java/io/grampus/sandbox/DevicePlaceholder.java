package io.grampus.sandbox;

import java.util.Map;
import java.util.Optional;

/**
 * What an ordinary file that stands for a device node says of the device, in further fields of the
 * attribute that {@link RootlessContainersOwner} describes: type 3, major 4, minor 5. Programs that
 * know only the owner skip them.
 *
 * @param block whether it is a block device, else a character device
 * @param major the major number
 * @param minor the minor number
 */
public record DevicePlaceholder(boolean block, long major, long minor) {
  private static final int TYPE_FIELD = 3;
  private static final int MAJOR_FIELD = 4;
  private static final int MINOR_FIELD = 5;
  private static final long CHARACTER = 0020000;
  private static final long BLOCK = 0060000;

  /** The attribute's value for a device of that owner. */
  public byte[] encode(RootlessContainersOwner owner) {
    return ProtoFields.write(
        Map.of(
            RootlessContainersOwner.UID_FIELD,
            owner.uid(),
            RootlessContainersOwner.GID_FIELD,
            owner.gid(),
            TYPE_FIELD,
            block ? BLOCK : CHARACTER,
            MAJOR_FIELD,
            major,
            MINOR_FIELD,
            minor));
  }

  /** The device that an attribute's value tells of; empty for that of any other file. */
  public static Optional<DevicePlaceholder> decode(byte[] value) {
    return ProtoFields.read(value)
        .filter(
            fields ->
                fields.unsigned(TYPE_FIELD) == BLOCK || fields.unsigned(TYPE_FIELD) == CHARACTER)
        .map(
            fields ->
                new DevicePlaceholder(
                    fields.unsigned(TYPE_FIELD) == BLOCK,
                    fields.unsigned(MAJOR_FIELD),
                    fields.unsigned(MINOR_FIELD)));
  }
}
