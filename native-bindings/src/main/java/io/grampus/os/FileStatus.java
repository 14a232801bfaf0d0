package io.grampus.os;

import org.jspecify.annotations.Nullable;

/**
 * What statx(2) says of a file, symbolic links not followed.
 *
 * @param type what it is
 * @param permissions the low twelve mode bits: setuid, setgid, sticky and rwx
 * @param uid the owner as this process sees it, unsigned
 * @param gid the group as this process sees it, unsigned
 * @param inode the inode number
 * @param links how many names it has
 * @param size bytes of content, or of a symbolic link's target
 * @param blocks allocated units of 512 bytes
 * @param modified when the content changed last
 * @param changed when content or metadata changed last; no program can set it
 * @param born when it was created, or null where the file system does not keep it
 * @param device the file system it is on
 * @param node the device that it stands for; 0:0 for all but device nodes
 */
public record FileStatus(
    FileType type,
    int permissions,
    long uid,
    long gid,
    long inode,
    long links,
    long size,
    long blocks,
    Timestamp modified,
    Timestamp changed,
    @Nullable Timestamp born,
    DeviceNumber device,
    DeviceNumber node) {
  /** The setuid bit. */
  public static final int SET_UID = 04000;

  /** The setgid bit. */
  public static final int SET_GID = 02000;

  /** The sticky bit. */
  public static final int STICKY = 01000;

  /** Bytes of a struct statx. */
  static final int STRUCT_SIZE = 256;

  private static final int STATX_BTIME = 0x800;

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  /** Whether it is a regular file. */
  public boolean isRegular() {
    return type == FileType.REGULAR;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymlink() {
    return type == FileType.SYMLINK;
  }

  /** Whether both are the same file, however it was named. */
  public boolean isSameFile(FileStatus other) {
    return inode == other.inode && device.equals(other.device);
  }

  /** The same with other permissions. */
  FileStatus withPermissions(int other) {
    return new FileStatus(
        type, other, uid, gid, inode, links, size, blocks, modified, changed, born, device, node);
  }

  /** Reads a struct statx at the offset; statx(2) shows the layout, equal on every architecture. */
  static FileStatus read(NativeBuffer buffer, int at) {
    int mode = buffer.getUnsignedShort(at + 28);
    boolean hasBirth = (buffer.getInt(at) & STATX_BTIME) != 0;
    return new FileStatus(
        FileType.ofMode(mode),
        mode & 07777,
        Integer.toUnsignedLong(buffer.getInt(at + 20)),
        Integer.toUnsignedLong(buffer.getInt(at + 24)),
        buffer.getLong(at + 32),
        Integer.toUnsignedLong(buffer.getInt(at + 16)),
        buffer.getLong(at + 40),
        buffer.getLong(at + 48),
        time(buffer, at + 112),
        time(buffer, at + 96),
        hasBirth ? time(buffer, at + 80) : null,
        device(buffer, at + 136),
        device(buffer, at + 128));
  }

  private static Timestamp time(NativeBuffer buffer, int at) {
    return new Timestamp(buffer.getLong(at), buffer.getInt(at + 8));
  }

  private static DeviceNumber device(NativeBuffer buffer, int at) {
    int major = buffer.getInt(at);
    int minor = buffer.getInt(at + 4);
    return major == 0 && minor == 0 ? DeviceNumber.ZERO : new DeviceNumber(major, minor);
  }
}
