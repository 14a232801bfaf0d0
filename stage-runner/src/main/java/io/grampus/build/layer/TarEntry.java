package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One entry of a tar stream, without its content.
 *
 * @param path the path without leading or trailing slashes
 * @param type what it is
 * @param permissions the low twelve mode bits
 * @param owner numeric owner; names are never used
 * @param modified the modification time
 * @param size bytes of content that follow; 0 for all but regular files
 * @param target of a hard link the path of the earlier entry, of a symbolic link its target, else
 *     empty
 * @param node the number of a device, else 0:0
 * @param xattrs extended attributes, by name; values are any bytes
 */
public record TarEntry(
    ByteString path,
    TarType type,
    int permissions,
    Owner owner,
    Timestamp modified,
    long size,
    ByteString target,
    DeviceNumber node,
    SortedMap<ByteString, ByteString> xattrs) {
  /** The entry for a file of an image, under a path. */
  public static TarEntry of(ByteString path, ImageFile file, ByteString target) {
    return new TarEntry(
        path,
        TarType.of(file.type()),
        file.permissions(),
        file.owner(),
        file.modified(),
        file.size(),
        target,
        file.node(),
        file.xattrs());
  }

  /** An empty regular file of root, mode 0, as whiteouts are. */
  public static TarEntry marker(ByteString path, Timestamp modified) {
    return new TarEntry(
        path,
        TarType.REGULAR,
        0,
        Owner.ROOT,
        modified,
        0,
        ByteString.EMPTY,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  /** The same file as a hard link to an earlier entry. */
  public TarEntry asHardLink(ByteString earlier) {
    return new TarEntry(
        path, TarType.HARD_LINK, permissions, owner, modified, 0, earlier, node, xattrs);
  }

  /**
   * The file that this entry, which is no hard link, describes.
   *
   * @param carried which attributes to take over
   */
  public ImageFile toImageFile(Predicate<ByteString> carried) {
    SortedMap<ByteString, ByteString> kept = new TreeMap<>(xattrs);
    kept.keySet().removeIf(carried.negate());
    return new ImageFile(type.fileType(), permissions, owner, modified, size, node, kept);
  }

  /** The same at another path. */
  public TarEntry withPath(ByteString other) {
    return new TarEntry(other, type, permissions, owner, modified, size, target, node, xattrs);
  }

  /** The same with another modification time. */
  public TarEntry withModified(Timestamp time) {
    return new TarEntry(path, type, permissions, owner, time, size, target, node, xattrs);
  }
}
