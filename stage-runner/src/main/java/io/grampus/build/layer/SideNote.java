package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileType;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image says of one file that the file system below the store cannot hold.
 *
 * @param owner the owner of a file that carries no user attributes, such as a symbolic link, or
 *     null
 * @param device the device that a placeholder file stands for, or null
 * @param xattrs attributes that only a privileged process could set, by name
 */
public record SideNote(
    @Nullable Owner owner, @Nullable Device device, SortedMap<ByteString, ByteString> xattrs) {
  /**
   * A device node.
   *
   * @param type CHARACTER_DEVICE or BLOCK_DEVICE
   * @param number its number
   */
  public record Device(FileType type, DeviceNumber number) {}

  /** Nothing to say. */
  public static final SideNote NOTHING = new SideNote(null, null, Collections.emptySortedMap());

  /** Keeps a copy of the attributes. */
  public SideNote {
    xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }

  /** The same with another owner. */
  public SideNote withOwner(Owner newOwner) {
    return new SideNote(newOwner, device, xattrs);
  }

  /** The same with another device. */
  public SideNote withDevice(Device newDevice) {
    return new SideNote(owner, newDevice, xattrs);
  }

  /** The same with one attribute more. */
  public SideNote withXattr(ByteString name, ByteString value) {
    SortedMap<ByteString, ByteString> more = new TreeMap<>(xattrs);
    more.put(name, value);
    return new SideNote(owner, device, more);
  }
}
