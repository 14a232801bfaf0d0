package io.grampus.build;

import io.grampus.build.text.ImpossiblePath;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.GrampusException;
import java.io.IOException;

/** Says what a failed system call on the store or the context means to the user. */
final class SystemFailure {
  private SystemFailure() {}

  static GrampusException of(IOException cause) {
    int errno = cause instanceof ErrnoException failed ? failed.errno() : 0;
    String message = String.valueOf(cause.getMessage());
    if (errno == Errno.ENOSPC || message.contains("No space left on device")) {
      return new GrampusException(
          "store-full",
          "no space left on the store's disk: " + message,
          "free space with \"grampus prune\", or choose another place with --root",
          cause);
    }
    if (errno == Errno.EROFS || message.contains("Read-only file system")) {
      return new GrampusException(
          "store-read-only",
          "the store cannot be written: " + message,
          "choose another place with --root or GRAMPUS_ROOT",
          cause);
    }
    if (errno == Errno.EDQUOT) {
      return new GrampusException(
          "store-full",
          "the disk quota is used up: " + message,
          "free space with \"grampus prune\", or choose another place with --root",
          cause);
    }
    return ImpossiblePath.of("", cause)
        .orElseGet(
            () ->
                new GrampusException(
                    "input-output",
                    message,
                    "make sure that you may read the context and write the store, and that both"
                        + " disks are well",
                    cause));
  }
}
