package io.grampus.build.remote;

import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;

/** A remote source that is not what it has to be, or cannot be reached. */
public final class RemoteException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private RemoteException(
      String code, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(code, message, hint, cause);
  }

  /** A checksum that is none. */
  public static RemoteException checksum(String text) {
    return new RemoteException(
        "remote-source-invalid",
        "\"" + text + "\" is no checksum",
        "write --checksum=sha256: and 64 hexadecimal digits",
        null);
  }

  static RemoteException invalid(String source, String problem) {
    return new RemoteException(
        "remote-source-invalid", "\"" + source + "\": " + problem, "correct the source", null);
  }

  static RemoteException unreachable(RemoteFile file, String problem, @Nullable Throwable cause) {
    return new RemoteException(
        "download-failed",
        "cannot fetch " + file.shown() + ": " + problem,
        "check the address, the network and the proxy (http_proxy, https_proxy, no_proxy)",
        cause);
  }

  static RemoteException mismatch(RemoteFile file, Digest actual, Digest expected) {
    return new RemoteException(
        "checksum-mismatch",
        "digest mismatch for " + file.shown() + ": " + actual + " (expected: " + expected + ")",
        "do not trust the file before you know why it changed",
        null);
  }

  static RemoteException commitMismatch(GitReference reference, String actual, String expected) {
    return new RemoteException(
        "checksum-mismatch",
        reference.shown() + " is at commit " + actual + ", not " + expected,
        "do not trust the repository before you know why it changed",
        null);
  }

  static RemoteException repository(GitReference reference, String problem, String hint) {
    return new RemoteException(
        "git-failed", "cannot get " + reference.shown() + ": " + problem, hint, null);
  }
}
