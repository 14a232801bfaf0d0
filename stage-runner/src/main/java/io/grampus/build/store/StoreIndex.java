package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The file {@code index.json} of the store: which images there are and how they are called. */
final class StoreIndex {
  /**
   * The digests that the image has in its registry: its index's, and its manifest's before Docker's
   * media types became OCI's. Whoever asks for the image by one of them means this one.
   */
  static final String SOURCES = "io.grampus.source.digests";

  private final StoreLayout layout;
  private final Store store;

  StoreIndex(StoreLayout layout, Store store) {
    this.layout = layout;
    this.store = store;
  }

  ImageIndex read() {
    try {
      return ImageDocuments.read(
          Files.readAllBytes(layout.index()), ImageIndex.class, "the index " + layout.index());
    } catch (IOException e) {
      throw StoreFailure.of("read the index", layout.index(), e);
    }
  }

  /** Adds an entry under each name, or without a name; entries that had a name lose it. */
  void add(Descriptor entry, List<ImageReference> names) {
    update(
        current -> {
          List<Descriptor> changed = new ArrayList<>(current);
          if (names.isEmpty() && current.stream().noneMatch(e -> isSameImage(e, entry))) {
            changed.add(entry.withoutAnnotation(Descriptor.REFERENCE_NAME));
          }
          for (ImageReference name : names) {
            changed.replaceAll(e -> isReplaced(e, entry, name) ? unnamed(e) : e);
            changed.add(named(entry, name));
          }
          return withoutNeedless(changed);
        });
  }

  private static boolean isReplaced(Descriptor old, Descriptor entry, ImageReference name) {
    Platform before = old.platform();
    Platform after = entry.platform();
    return nameOf(old).filter(name.canonical()::equals).isPresent()
        && (before == null || after == null || before.toString().equals(after.toString()));
  }

  static Descriptor named(Descriptor entry, ImageReference name) {
    return entry.withAnnotation(Descriptor.REFERENCE_NAME, name.canonical().toString());
  }

  private static Descriptor unnamed(Descriptor entry) {
    return entry.withoutAnnotation(Descriptor.REFERENCE_NAME);
  }

  private static boolean isSameImage(Descriptor one, Descriptor other) {
    return one.digest().equals(other.digest());
  }

  /** An entry without a name is there only for images that have no other entry. */
  private static List<Descriptor> withoutNeedless(List<Descriptor> entries) {
    List<Descriptor> kept = new ArrayList<>();
    for (Descriptor entry : entries) {
      boolean needless =
          entry.referenceName() == null
              && (kept.stream().anyMatch(e -> isSameImage(e, entry))
                  || entries.stream()
                      .anyMatch(e -> isSameImage(e, entry) && e.referenceName() != null));
      if (!needless) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** Removes entries; returns whether there were any. */
  boolean remove(Predicate<Descriptor> unwanted) {
    int before = read().manifests().size();
    List<Descriptor> after = update(current -> current.stream().filter(unwanted.negate()).toList());
    return after.size() < before;
  }

  /** Changes the list of entries under the store's lock. */
  List<Descriptor> update(UnaryOperator<List<Descriptor>> change) {
    Path temporary = store.temporaryPath();
    return StoreLock.holding(layout.lock(), () -> updateLocked(temporary, change));
  }

  /** As {@link #update}, for a caller that holds the store's lock. */
  List<Descriptor> updateLocked(Path temporary, UnaryOperator<List<Descriptor>> change) {
    ImageIndex current = read();
    List<Descriptor> changed = change.apply(current.manifests());
    if (!changed.equals(current.manifests())) {
      try {
        Durable.write(
            temporary, layout.index(), ImageDocuments.write(current.withManifests(changed)));
      } catch (IOException e) {
        throw StoreFailure.of("write the index", layout.index(), e);
      }
    }
    return changed;
  }

  /** The name of an entry; empty for one that has none, or one that another tool named oddly. */
  static Optional<ImageReference> nameOf(Descriptor entry) {
    String text = entry.referenceName();
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ImageReference.parse(text));
    } catch (GrampusException e) {
      return Optional.empty();
    }
  }

  /** Whether this entry is what a name means. */
  static boolean hasName(Descriptor entry, ImageReference name) {
    Optional<ImageReference> own = nameOf(entry);
    if (own.isEmpty() || !own.get().name().equals(name.name())) {
      return false;
    }
    Digest wanted = name.digest();
    if (wanted == null) {
      return Objects.equals(own.get().tag(), name.tag()) && own.get().digest() == null;
    }
    return wanted.equals(own.get().digest())
        || wanted.equals(entry.digest())
        || entry.annotations().getOrDefault(SOURCES, "").contains(wanted.hex());
  }
}
