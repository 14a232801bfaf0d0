package io.grampus.build.store;

import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Makes an empty store, or checks one that is there. */
final class StoreCreation {
  private static final String VERSION = "1";

  /**
   * For the owner alone: unpacked images hold files with the setuid bit, which now belong to the
   * user and must be out of reach for others.
   */
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final StoreLayout layout;

  StoreCreation(StoreLayout layout) {
    this.layout = layout;
  }

  void createOrCheck() {
    Path root = layout.root();
    try {
      if (Files.exists(root)) {
        checkDirectory(root);
      } else {
        createParents(root);
        Files.createDirectories(root, PRIVATE);
      }
      if (!Files.exists(layout.version())) {
        create();
      }
      checkVersion();
    } catch (IOException e) {
      throw StoreFailure.of("create directories", root, e);
    }
  }

  /** The parents get the usual mode; only the store is private. */
  private static void createParents(Path root) throws IOException {
    Path parent = root.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  private void checkDirectory(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new GrampusException(
          "store-not-a-directory",
          "the store " + root + " is not a directory",
          "set GRAMPUS_ROOT (or --root) to a directory of your own");
    }
    // /proc/self belongs to the process's effective user (proc(5)).
    Object owner = Files.getAttribute(root, "unix:uid");
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(self)) {
      throw new GrampusException(
          "store-foreign-owner",
          "the store " + root + " belongs to uid " + owner + ", and this is uid " + self,
          "set GRAMPUS_ROOT (or --root) to a directory of your own");
    }
  }

  private void create() throws IOException {
    refuseForeignContent();
    StoreLock lock = StoreLock.acquire(layout.lock());
    try {
      for (Path directory : layout.directories()) {
        Files.createDirectories(directory);
      }
      writeOnce(layout.images().resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
      writeOnce(
          layout.index(),
          new String(ImageDocuments.write(ImageIndex.of(List.of())), StandardCharsets.UTF_8));
      writeOnce(layout.version(), VERSION + "\n");
    } finally {
      lock.release();
    }
  }

  /** Whoever names their home directory as the store should not find it turned into one. */
  private void refuseForeignContent() throws IOException {
    Set<String> own =
        Set.of(
            "lock",
            "version",
            "images",
            "b",
            "s",
            "cache",
            "compressed",
            "mounts",
            "tmp",
            "locks",
            "synced",
            "lost+found");
    try (Stream<Path> entries = Files.list(layout.root())) {
      List<String> foreign =
          entries
              .map(path -> path.getFileName().toString())
              .filter(name -> !own.contains(name))
              .sorted()
              .limit(3)
              .toList();
      if (!foreign.isEmpty()) {
        throw new GrampusException(
            "store-not-empty",
            "the directory "
                + layout.root()
                + " is no store and holds other files: "
                + String.join(", ", foreign),
            "name an empty or new directory");
      }
    }
  }

  private static void writeOnce(Path target, String content) throws IOException {
    if (!Files.exists(target)) {
      // Under the store's lock, and a leftover of a killed creation is only overwritten.
      Path temporary = target.resolveSibling(target.getFileName() + ".new");
      Files.deleteIfExists(temporary);
      Durable.write(temporary, target, content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void checkVersion() throws IOException {
    String version = Files.readString(layout.version()).trim();
    if (!version.equals(VERSION)) {
      throw new GrampusException(
          "store-version",
          "the store "
              + layout.root()
              + " has format "
              + version
              + ", this program knows "
              + VERSION,
          "use the program that wrote it, or set GRAMPUS_ROOT (or --root) to another directory");
    }
  }
}
