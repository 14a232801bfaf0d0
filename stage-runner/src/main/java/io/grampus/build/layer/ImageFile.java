package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileType;
import io.grampus.os.Timestamp;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A file as the image sees it: with the owner, the device and the attributes that a layer carries,
 * not those of the file that stands for it in the store.
 *
 * @param type what it is
 * @param permissions the low twelve mode bits
 * @param owner the owner inside the image
 * @param modified the modification time
 * @param size bytes of content; 0 for what has none
 * @param node the number of a device node, else 0:0
 * @param xattrs the attributes of the image, by name; not to be changed
 */
public record ImageFile(
    FileType type,
    int permissions,
    Owner owner,
    Timestamp modified,
    long size,
    DeviceNumber node,
    SortedMap<ByteString, ByteString> xattrs) {
  /** A directory without anything special. */
  public static ImageFile directory(int permissions, Owner owner, Timestamp modified) {
    return new ImageFile(
        FileType.DIRECTORY,
        permissions,
        owner,
        modified,
        0,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  /** A regular file without anything special. */
  public static ImageFile regular(int permissions, Owner owner, Timestamp modified, long size) {
    return new ImageFile(
        FileType.REGULAR,
        permissions,
        owner,
        modified,
        size,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  /** The same with another owner. */
  public ImageFile withOwner(Owner other) {
    return new ImageFile(type, permissions, other, modified, size, node, xattrs);
  }

  /** The same with other permissions. */
  public ImageFile withPermissions(int other) {
    return new ImageFile(type, other, owner, modified, size, node, xattrs);
  }

  /** The same with another modification time. */
  public ImageFile withModified(Timestamp other) {
    return new ImageFile(type, permissions, owner, other, size, node, xattrs);
  }

  /** The same with other attributes. */
  public ImageFile withXattrs(SortedMap<ByteString, ByteString> other) {
    return new ImageFile(type, permissions, owner, modified, size, node, other);
  }
}
