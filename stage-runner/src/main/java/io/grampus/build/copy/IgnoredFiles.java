package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hides what .dockerignore leaves out of a source that is mounted and not copied. */
final class IgnoredFiles {
  private static final int PARENT_MODE = 0755;

  private final CopySource source;
  private final Filter filter;

  IgnoredFiles(CopySource source) {
    this.source = source;
    this.filter = new Filter(source.ignored(), IgnoreRules.none());
  }

  /**
   * Makes the whiteouts for what is below a path.
   *
   * @param layer whose layer below is the source
   */
  void hide(ByteString path, UpperTree layer) throws IOException {
    List<ByteString> hidden = new ArrayList<>();
    try (Resolution found = source.view().resolve(path, false)) {
      if (found instanceof Resolution.Directory directory) {
        collect(directory.directory(), filter.start(path), hidden);
      }
    }
    Map<ByteString, List<ByteString>> byDirectory = new TreeMap<>();
    for (ByteString each : hidden) {
      int slash = each.lastIndexOf('/');
      ByteString parent = slash < 0 ? ByteString.EMPTY : each.substring(0, slash);
      byDirectory
          .computeIfAbsent(parent, unused -> new ArrayList<>())
          .add(each.substring(slash + 1));
    }
    for (Map.Entry<ByteString, List<ByteString>> names : byDirectory.entrySet()) {
      whiteOut(names.getKey(), names.getValue(), layer);
    }
  }

  /** Notes what is to be hidden; a directory of which nothing is left goes as a whole. */
  private boolean collect(UnionDirectory directory, Filter.Place place, List<ByteString> hidden)
      throws IOException {
    boolean anyLeft = false;
    for (UnionEntry entry : directory.list()) {
      Filter.Place child = filter.child(place, entry.name());
      int before = hidden.size();
      boolean left = !child.isLeftOut();
      if (entry.status().isDirectory() && !(child.isLeftOut() && filter.canPrune(child))) {
        try (UnionDirectory below = directory.open(entry)) {
          left |= collect(below, child, hidden);
        }
      }
      if (!left) {
        hidden.subList(before, hidden.size()).clear();
        hidden.add(child.path());
      }
      anyLeft |= left;
    }
    return anyLeft;
  }

  private static void whiteOut(ByteString parent, List<ByteString> names, UpperTree layer)
      throws IOException {
    ImageFile unused = ImageFile.directory(PARENT_MODE, Owner.ROOT, layer.now());
    try (UpperPath directory = layer.directory(parent, unused)) {
      for (ByteString name : names) {
        layer
            .reader()
            .access()
            .files()
            .mknodat(
                directory.directory().replace(name),
                name.toByteArray(),
                FileType.CHARACTER_DEVICE,
                0,
                DeviceNumber.ZERO);
      }
    }
  }
}
