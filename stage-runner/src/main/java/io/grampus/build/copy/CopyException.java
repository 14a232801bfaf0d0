package io.grampus.build.copy;

import io.grampus.build.text.ImpossiblePath;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;

/** A COPY or ADD that cannot be done as it is written. */
public final class CopyException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private CopyException(String code, String message, String hint, @Nullable Throwable cause) {
    super(code, message, hint, cause);
  }

  static CopyException sourceMissing(String source, String place, String hint) {
    return new CopyException(
        "copy-source-missing", "\"" + source + "\" not found in " + place, hint, null);
  }

  static CopyException fileOverDirectory(ByteString path) {
    return new CopyException(
        "copy-file-over-directory",
        "cannot replace the directory /" + path + " with a file",
        "give the destination another name, or remove the directory in a RUN before",
        null);
  }

  static CopyException directoryOverFile(ByteString path) {
    return new CopyException(
        "copy-directory-over-file",
        "cannot copy a directory to /" + path + ", which is no directory",
        "give the destination another name, or remove the file in a RUN before",
        null);
  }

  static CopyException tooDeep(ByteString path) {
    return new CopyException(
        "copy-too-deep",
        "the directories of the source are nested too deeply: /" + path,
        "exclude the directory with .dockerignore or --exclude",
        null);
  }

  static GrampusException unreadable(String source, Throwable cause) {
    String failed = "cannot copy \"" + source + "\": ";
    return ImpossiblePath.of(failed, cause)
        .orElseGet(
            () ->
                new CopyException(
                    "copy-failed",
                    failed + cause.getMessage(),
                    "make sure that you may read the source and that the store has space left",
                    cause));
  }

  static CopyException badArchive(String source, Throwable cause) {
    return new CopyException(
        "add-archive",
        "the archive \"" + source + "\" cannot be unpacked: it " + cause.getMessage(),
        "COPY puts an archive into the image as it is",
        cause);
  }
}
