package io.grampus.build.store;

import io.grampus.build.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The root file systems of base images, unpacked once and shared by all builds. A directory {@code
 * b/17} holds {@code root}, and beside it the digest of the manifest that it was unpacked from and
 * a mark of {@link DiskMarks}; both appear at once, by one rename.
 */
public final class UnpackedBases {
  private static final String MANIFEST = "manifest";
  private static final String ROOT = "root";

  private final StoreLayout layout;
  private final Store store;

  UnpackedBases(StoreLayout layout, Store store) {
    this.layout = layout;
    this.store = store;
  }

  /** Whether the root file system of an image is here already. */
  public boolean has(Digest manifest) {
    return find(manifest).isPresent();
  }

  /**
   * The root file system of an image. Where it is not here yet, the caller's work makes it; where
   * another thread or process is at it, this waits.
   *
   * @param unpack gets a path that does not exist and makes the root file system there
   * @return the absolute path of {@code b/17/root}, not to be changed, and kept while this process
   *     lives
   */
  public Path obtain(Digest manifest, Consumer<Path> unpack) {
    Optional<Path> known = find(manifest);
    if (known.isPresent()) {
      return known.get().resolve(ROOT);
    }
    return StoreLock.holding(
        layout.longWorkLock(manifest),
        () -> find(manifest).orElseGet(() -> make(manifest, unpack)).resolve(ROOT));
  }

  private Path make(Digest manifest, Consumer<Path> unpack) {
    Path temporary = store.temporaryPath();
    try {
      Files.createDirectory(temporary);
      unpack.accept(temporary.resolve(ROOT));
      String note = manifest + " " + store.diskMarks().mark() + "\n";
      Files.writeString(temporary.resolve(MANIFEST), note, StandardCharsets.US_ASCII);
      return store.bases().publish(temporary);
    } catch (IOException e) {
      throw StoreFailure.of("unpack an image", temporary, e);
    } finally {
      if (Files.exists(temporary)) {
        store.removeTree(temporary);
      }
    }
  }

  private Optional<Path> find(Digest manifest) {
    try {
      for (Path directory : store.bases().list()) {
        if (manifestOf(directory).filter(manifest::equals).isPresent()
            && store.bases().use(directory)) {
          return Optional.of(directory);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of("look for an unpacked image", layout.bases(), e);
    }
  }

  /**
   * The manifest that a base was unpacked from; empty for a directory that is not finished, or that
   * a power cut may have truncated.
   */
  Optional<Digest> manifestOf(Path directory) throws IOException {
    try {
      String note = Files.readString(directory.resolve(MANIFEST), StandardCharsets.US_ASCII);
      String[] words = note.strip().split(" ", -1);
      return words.length == 2 && store.diskMarks().isWhole(words[1])
          ? Optional.of(Digest.parse(words[0]))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
