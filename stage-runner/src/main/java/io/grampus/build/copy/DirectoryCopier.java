package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import java.io.IOException;

/** Copies what is in a directory, as far as a filter lets it through. */
final class DirectoryCopier {
  private static final int MAXIMUM_DEPTH = 1000;

  /** Says what a copy of a file looks like. */
  @FunctionalInterface
  interface Appearance {
    ImageFile of(UnionEntry entry) throws IOException;
  }

  private final Filter filter;
  private final FileCopier files;
  private final Appearance appearance;

  DirectoryCopier(Filter filter, FileCopier files, Appearance appearance) {
    this.filter = filter;
    this.files = files;
    this.appearance = appearance;
  }

  void copy(UnionDirectory from, Filter.Place place, TargetDirectory into) throws IOException {
    copy(from, place, into, 0);
  }

  private void copy(UnionDirectory from, Filter.Place place, TargetDirectory into, int depth)
      throws IOException {
    if (depth > MAXIMUM_DEPTH) {
      throw CopyException.tooDeep(place.path());
    }
    for (UnionEntry entry : from.list()) {
      Filter.Place child = filter.child(place, entry.name());
      if (entry.status().isDirectory()) {
        copyDirectory(from, entry, child, into, depth);
      } else if (!child.isLeftOut()) {
        files.copy(entry, appearance.of(entry), into.get(), entry.name());
      }
    }
  }

  private void copyDirectory(
      UnionDirectory from, UnionEntry entry, Filter.Place place, TargetDirectory into, int depth)
      throws IOException {
    if (place.isLeftOut() && filter.canPrune(place)) {
      return;
    }
    try (UnionDirectory child = from.open(entry);
        TargetDirectory made = into.child(entry.name(), appearance.of(entry), !place.isLeftOut())) {
      if (!place.isLeftOut()) {
        made.get();
      }
      copy(child, place, made, depth + 1);
    }
  }
}
