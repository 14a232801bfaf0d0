package io.grampus.build.tool;

import io.grampus.build.store.Store;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that somebody asked for. It is there whole or as it was, however many write it at once: it
 * is written beside its place, under a name of its own, and renamed. The store knows of it
 * meanwhile, so that nothing stays of a program that was killed. What a symbolic link leads to is
 * replaced, not the link; a device or a pipe is written to as it is.
 */
public final class OutputFile {
  /** As many as the kernel follows; path_resolution(7). */
  private static final int MOST_LINKS = 40;

  private OutputFile() {}

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param file does not exist, or is a device or a pipe
     */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws GrampusException {@code output-not-writable}
   */
  public static void write(Store store, Path file, Content content) {
    requireNoFolder(file);
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        content.writeTo(file);
      } else {
        replace(store, followed(file), content);
      }
    } catch (IOException e) {
      throw notWritable(file, e);
    }
  }

  /**
   * Refuses a folder in the file's place.
   *
   * @throws GrampusException {@code output-not-writable}
   */
  public static void requireNoFolder(Path file) {
    if (Files.isDirectory(file)) {
      throw new GrampusException(
          "output-not-writable", "cannot write " + file + ": it is a folder", "name a file in it");
    }
  }

  /** What to tell of a place that could not be written to. */
  public static GrampusException notWritable(Path target, IOException cause) {
    return new GrampusException(
        "output-not-writable",
        "cannot write " + target + ": " + FailureReason.of(cause),
        "choose another place that you may write to",
        cause);
  }

  private static Path followed(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  /** A move that is not atomic would remove an empty folder that has taken the place meanwhile. */
  static void replace(Store store, Path target, Content content) throws IOException {
    Path partial =
        target.resolveSibling("." + target.getFileName() + ".partial-" + UUID.randomUUID());
    store.removeAfterDeath(partial);
    try {
      content.writeTo(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteQuietly(partial);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that left the file is on its way to the user and says more than this one.
    }
  }
}
