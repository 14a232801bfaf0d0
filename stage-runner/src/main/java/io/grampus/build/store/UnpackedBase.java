package io.grampus.build.store;

import io.grampus.build.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names in a directory {@code b/17}: the root file system, and beside it the digest of the
 * manifest that it was unpacked from. Both appear at once, by one rename.
 */
public final class UnpackedBase {
  private static final String MANIFEST = "manifest";

  private UnpackedBase() {}

  /** The root file system in an unpacked base. */
  public static Path rootOf(Path directory) {
    return directory.resolve("root");
  }

  /** Writes down, in a directory that is not published yet, which image it holds. */
  public static void mark(Path directory, Digest manifest) throws IOException {
    Files.writeString(directory.resolve(MANIFEST), manifest + "\n", StandardCharsets.US_ASCII);
  }

  /** The manifest that a base was unpacked from; empty for an unfinished or foreign directory. */
  public static Optional<Digest> manifestOf(Path directory) throws IOException {
    try {
      String text = Files.readString(directory.resolve(MANIFEST), StandardCharsets.US_ASCII);
      return Optional.of(Digest.parse(text.trim()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The directory in which an image is unpacked already. */
  public static Optional<Path> find(Store store, Digest manifest) {
    try {
      for (Path directory : store.bases().list()) {
        if (manifestOf(directory).filter(manifest::equals).isPresent()
            && store.bases().use(directory)) {
          return Optional.of(directory);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of("look for an unpacked image", store.layout().bases(), e);
    }
  }
}
