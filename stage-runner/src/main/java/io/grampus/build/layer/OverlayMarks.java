package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.GrampusException;
import io.grampus.os.Xattrs;
import java.util.Arrays;
import java.util.List;

/**
 * The marks that overlayfs leaves in an upper directory, in the form it uses in a user namespace
 * (mount option {@code userxattr}); Documentation/filesystems/overlayfs.rst.
 */
final class OverlayMarks {
  private static final ByteString WHITEOUT = ByteString.of("user.overlay.whiteout");
  private static final ByteString OPAQUE = ByteString.of("user.overlay.opaque");
  private static final ByteString REDIRECT = ByteString.of("user.overlay.redirect");
  private static final ByteString METACOPY = ByteString.of("user.overlay.metacopy");
  private static final byte[] YES = {'y'};

  private final Xattrs xattrs;
  private final boolean honoured;

  /** Marks that count, or, for a directory that no overlayfs wrote, mean nothing. */
  OverlayMarks(Xattrs xattrs, boolean honoured) {
    this.xattrs = xattrs;
    this.honoured = honoured;
  }

  /**
   * Whether the name hides what is below: a character device 0:0, or, since Linux 6.8, an empty
   * regular file with a mark.
   */
  boolean isWhiteout(Fd directory, ByteString name, FileStatus status) throws ErrnoException {
    return honoured
        && isWhiteout(
            status, mayBeMarked(status) ? xattrs.list(directory, name.toByteArray()) : List.of());
  }

  /**
   * As {@link #isWhiteout(Fd, ByteString, FileStatus)}, of a file of an overlay whose attributes
   * were asked for before.
   */
  static boolean isWhiteout(FileStatus status, List<ByteString> attributes) {
    return status.type() == FileType.CHARACTER_DEVICE
        ? status.node().equals(DeviceNumber.ZERO)
        : mayBeMarked(status) && attributes.contains(WHITEOUT);
  }

  private static boolean mayBeMarked(FileStatus status) {
    return status.isRegular() && status.size() == 0;
  }

  /** Whether an open directory hides all that is below it. */
  boolean isOpaque(Fd directory) throws ErrnoException {
    byte[] value = honoured ? xattrs.get(directory, OPAQUE) : null;
    return value != null && Arrays.equals(value, YES);
  }

  /** Marks an open directory of an upper tree so that it hides all that is below it. */
  void setOpaque(Fd directory) throws ErrnoException {
    xattrs.set(directory, OPAQUE, YES);
  }

  /**
   * Refuses a file whose content or names are kept elsewhere, since its layer would be wrong.
   *
   * @param attributes the names of those that it has
   * @throws GrampusException {@code overlay-feature}
   */
  static void refuseIncomplete(ByteString path, List<ByteString> attributes) {
    for (ByteString attribute : attributes) {
      if (attribute.equals(REDIRECT) || attribute.equals(METACOPY)) {
        throw new GrampusException(
            "overlay-feature",
            "overlayfs keeps only a reference for /" + path + " (" + attribute + ")",
            "mount the overlay with redirect_dir=off,metacopy=off");
      }
    }
  }
}
