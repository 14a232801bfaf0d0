package io.grampus.build.store;

import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says what a failed file operation in the store means for the user. */
public final class StoreFailure {
  private static final String CHOOSE_ANOTHER =
      "set GRAMPUS_ROOT (or --root) to a directory of your own on another file system";

  private StoreFailure() {}

  /**
   * The failure to report.
   *
   * @param action what was being done, as an infinitive without "to": {@code "write a layer"}
   * @param place a path in the store
   * @return never null; {@code store-full}, {@code store-read-only}, {@code store-access-denied},
   *     {@code store-not-a-directory}, {@code store-damaged} or {@code store-io}
   */
  public static GrampusException of(String action, Path place, IOException cause) {
    String reason = reason(cause);
    String message = "cannot " + action + " in the store at " + place + ": " + reason;
    if (reason.contains("No space left on device") || reason.contains("quota exceeded")) {
      return full(message, cause);
    }
    if (reason.contains("Read-only file system")) {
      return new GrampusException("store-read-only", message, CHOOSE_ANOTHER, cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new GrampusException(
          "store-access-denied",
          message,
          "make the directory writable for you, or " + CHOOSE_ANOTHER,
          cause);
    }
    if (isNoDirectory(cause, reason)) {
      return new GrampusException("store-not-a-directory", message, CHOOSE_ANOTHER, cause);
    }
    if (hasNoSpace(place)) {
      return full(message, cause);
    }
    if (cause instanceof NoSuchFileException) {
      return new GrampusException(
          "store-damaged", message, "run \"grampus prune\", then pull or build again", cause);
    }
    return new GrampusException("store-io", message, null, cause);
  }

  /** Creating a directory below a file fails with the first, using it with one of the others. */
  private static boolean isNoDirectory(IOException cause, String reason) {
    return cause instanceof FileAlreadyExistsException
        || cause instanceof NotDirectoryException
        || reason.contains("Not a directory");
  }

  private static GrampusException full(String message, IOException cause) {
    return new GrampusException(
        "store-full",
        message,
        "free some space with \"grampus prune\", or " + CHOOSE_ANOTHER,
        cause);
  }

  /** The kernel's words may be in the user's language, so the free space decides as well. */
  private static boolean hasNoSpace(Path place) {
    try {
      Path existing = place;
      while (existing.getParent() != null && !Files.exists(existing)) {
        existing = existing.getParent();
      }
      return Files.getFileStore(existing).getUsableSpace() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException missing && missing.getReason() == null) {
      return missing.getFile() + " does not exist";
    }
    if (cause instanceof FileAlreadyExistsException existing && existing.getReason() == null) {
      return existing.getFile() + " exists and is not a directory";
    }
    return FailureReason.of(cause);
  }
}
