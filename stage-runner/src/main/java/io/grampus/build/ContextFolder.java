package io.grampus.build;

import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.FileDigests;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.PatternException;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder whose files COPY and ADD see.
 *
 * @param directory absolute
 * @param ignored what is left out
 * @param digests what is known of the files
 */
record ContextFolder(Path directory, IgnoreRules ignored, FileDigests digests) {
  static final String IGNORE_FILE = ".dockerignore";

  /** The files, for the caller to close. */
  CopySource open(StoreFiles files) throws IOException {
    return CopySource.ofContext(files.contextReader(), directory, ignored, digests);
  }

  /**
   * The rules of an ignore file; none where there is no such file.
   *
   * @throws GrampusException {@code dockerignore-unreadable}
   */
  static IgnoreRules rules(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw unreadable(file, "it is no regular file", null);
    }
    try {
      return IgnoreRules.parse(Files.readAllBytes(file));
    } catch (PatternException e) {
      throw e.in(String.valueOf(file.getFileName()));
    } catch (NoSuchFileException e) {
      return IgnoreRules.none();
    } catch (IOException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static GrampusException unreadable(
      Path file, @Nullable String reason, @Nullable Exception cause) {
    return new GrampusException(
        "dockerignore-unreadable",
        "cannot read " + file + ": " + reason,
        "make sure that it is a file and that you may read it",
        cause);
  }
}
