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
    if (!honoured) {
      return false;
    }
    if (status.type() == FileType.CHARACTER_DEVICE) {
      return status.node().equals(DeviceNumber.ZERO);
    }
    return status.isRegular()
        && status.size() == 0
        && xattrs.list(directory, name.toByteArray()).contains(WHITEOUT);
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
   * @throws GrampusException {@code overlay-feature}
   */
  void refuseIncomplete(Fd directory, ByteString name, ByteString path) throws ErrnoException {
    for (ByteString attribute : xattrs.list(directory, name.toByteArray())) {
      if (attribute.equals(REDIRECT) || attribute.equals(METACOPY)) {
        throw new GrampusException(
            "overlay-feature",
            "overlayfs keeps only a reference for /" + path + " (" + attribute + ")",
            "mount the overlay with redirect_dir=off,metacopy=off");
      }
    }
  }
}
