package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One garbage collection: mark what images and cache records mention, then remove the rest. It runs
 * under the store's lock except for the removal of trees, which are moved out of the way first.
 */
final class Sweep {
  private final StoreLayout layout;
  private final Store store;
  private final TreeRemover remover;
  private final List<Path> doomedTrees = new ArrayList<>();
  private final List<Path> doomedMounts = new ArrayList<>();
  private Optional<FileTime> oldestLease = Optional.empty();
  private int removedBlobs;
  private long removedBytes;

  Sweep(StoreLayout layout, Store store, TreeRemover remover) {
    this.layout = layout;
    this.store = store;
    this.remover = remover;
  }

  PruneResult run(PruneScope scope) {
    try {
      Lease.removeStale(layout, remover);
      Path temporary = store.temporaryPath();
      try {
        PruneResult swept = StoreLock.holding(layout.lock(), () -> sweep(temporary, scope));
        return swept.withCacheMounts(doomedMounts.size(), DiskUsage.of(doomedMounts));
      } finally {
        removeTrees();
      }
    } catch (IOException e) {
      throw StoreFailure.of("remove what is not needed", layout.root(), e);
    }
  }

  private PruneResult sweep(Path temporary, PruneScope scope) throws IOException {
    oldestLease = Lease.oldest(layout);
    if (scope.cachedSteps()) {
      moveOldEntries(layout.cache());
    }
    if (scope.cacheMounts()) {
      doomedMounts.addAll(moveOldEntries(layout.mounts()));
    }
    Reachable reachable = new Reachable(layout, store);
    reachable.markImages(dropUnnamed(temporary));
    reachable.markCacheRecords();
    reachable.markCompressed();
    int others = doomedTrees.size();
    sweepDirectories(reachable);
    int directories = doomedTrees.size() - others;
    sweepBlobs(reachable);
    return new PruneResult(removedBlobs, removedBytes, directories, 0, 0);
  }

  private List<Descriptor> dropUnnamed(Path temporary) {
    return new StoreIndex(layout, store)
        .updateLocked(
            temporary,
            entries ->
                entries.stream()
                    .filter(e -> e.referenceName() != null)
                    .filter(e -> Files.isRegularFile(layout.blob(e.digest())))
                    .toList());
  }

  /** Where they are until they are removed. */
  private List<Path> moveOldEntries(Path directory) throws IOException {
    List<Path> moved = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!isInUse(entry)) {
          moved.add(doom(entry));
        }
      }
    }
    return moved;
  }

  private void sweepDirectories(Reachable reachable) throws IOException {
    for (DirectoryPool pool : List.of(store.bases(), store.snapshots())) {
      for (Path directory : pool.list()) {
        if (!reachable.hasDirectory(pool.shortName(directory))
            && !reachable.hasBase(directory)
            && !isInUse(directory)) {
          doom(directory);
        }
      }
    }
  }

  /** Out of the way at once, since a large tree takes seconds to remove. */
  private Path doom(Path tree) throws IOException {
    Path grave = store.temporaryPath();
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      // Moving a directory to another parent writes its "..", which needs permission.
      Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
    }
    Files.move(tree, grave);
    doomedTrees.add(grave);
    return grave;
  }

  private void removeTrees() throws IOException {
    for (Path tree : doomedTrees) {
      remover.remove(tree);
    }
  }

  private void sweepBlobs(Reachable reachable) throws IOException {
    try (DirectoryStream<Path> blobs = Files.newDirectoryStream(layout.blobs())) {
      for (Path blob : blobs) {
        String name = blob.getFileName().toString();
        boolean isBlob = name.matches("[0-9a-f]{64}");
        if (!(isBlob && reachable.hasBlob(new Digest(name))) && !isInUse(blob)) {
          removedBytes += Files.size(blob);
          removedBlobs++;
          Files.delete(blob);
        }
      }
    }
  }

  /** Created or used since some living process began to work here. */
  private boolean isInUse(Path path) throws IOException {
    return oldestLease.isPresent()
        && Files.getLastModifiedTime(path).compareTo(oldestLease.get()) >= 0;
  }
}
