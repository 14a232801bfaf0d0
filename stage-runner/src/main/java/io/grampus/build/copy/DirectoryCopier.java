package io.grampus.build.copy;

import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies what is in a directory, as far as a filter lets it through. The calling thread goes
 * through the directories; others bring the contents of the files.
 */
final class DirectoryCopier {
  private static final int MAXIMUM_DEPTH = 1000;

  private final Filter filter;
  private final FileCopier files;
  private final FileThreads threads = new FileThreads();
  private final Batches<Boolean> batches = new Batches<>(threads);

  DirectoryCopier(Filter filter, FileCopier files) {
    this.filter = filter;
    this.files = files;
  }

  void copy(UnionDirectory from, Filter.Place place, TargetDirectory into) throws IOException {
    try (threads;
        DeferredWork later = new DeferredWork(threads::close)) {
      copy(from, place, into, later, 0);
      later.finish();
    }
  }

  private void copy(
      UnionDirectory from, Filter.Place place, TargetDirectory into, DeferredWork later, int depth)
      throws IOException {
    if (depth > MAXIMUM_DEPTH) {
      throw CopyException.tooDeep(place.path());
    }
    List<Batches<Boolean>.Result> copies = new ArrayList<>();
    for (UnionEntry entry : from.list()) {
      Filter.Place child = filter.child(place, entry.name());
      if (entry.status().isDirectory()) {
        copyDirectory(from, entry, child, into, later, depth);
      } else if (!child.isLeftOut()) {
        add(copies, entry, files.prepare(entry, into.get(), entry.name()));
      }
    }
    for (Batches<Boolean>.Result copy : copies) {
      later.put(copy::get);
    }
  }

  /** A batch is waited for once. */
  private void add(
      List<Batches<Boolean>.Result> copies, UnionEntry entry, DeferredWork.Work copying) {
    Batches<Boolean>.Result added =
        batches.add(
            entry.status().size(),
            () -> {
              copying.run();
              return true;
            });
    if (copies.isEmpty() || !copies.get(copies.size() - 1).isWith(added)) {
      copies.add(added);
    }
  }

  private void copyDirectory(
      UnionDirectory from,
      UnionEntry entry,
      Filter.Place place,
      TargetDirectory into,
      DeferredWork later,
      int depth)
      throws IOException {
    if (place.isLeftOut() && filter.canPrune(place)) {
      return;
    }
    UnionDirectory child = from.open(entry);
    DeferredWork.Open source = later.opened(child::close);
    TargetDirectory made = into.child(entry.name(), files.appearance(entry), !place.isLeftOut());
    DeferredWork.Open target = later.opened(made::close);
    if (!place.isLeftOut()) {
      made.get();
    }
    copy(child, place, made, later, depth + 1);
    later.leave(source, child.width());
    later.leave(target, made.width());
  }
}
