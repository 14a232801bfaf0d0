package io.grampus.build.step;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.snapshot.CommittedStep;
import io.grampus.build.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what steps did. A record is a small text file named by its key: when the step was
 * executed, the layer's digest, its size, the directory with the changes, the number of entries,
 * and a mark of {@link io.grampus.build.store.DiskMarks}; or the word {@code empty}. Safe with
 * several builds at once: a record appears whole, and one whose layer or directory is gone counts
 * as none.
 */
public final class StepCache {
  private static final String EMPTY = "empty";

  private final Store store;

  /** The cache of that store. */
  public StepCache(Store store) {
    this.store = store;
  }

  /** What a lookup found: a step that changed nothing has no {@code step}. */
  record Hit(Instant executed, Optional<CommittedStep> step) {}

  Optional<Hit> find(CacheKey key) {
    Path file = file(key);
    try {
      List<String> words =
          List.of(Files.readString(file, StandardCharsets.US_ASCII).strip().split(" "));
      if (words.size() == 2 && words.get(1).equals(EMPTY)) {
        return Optional.of(new Hit(Instant.parse(words.get(0)), Optional.empty()));
      }
      return words.size() == 6 ? usable(words) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty(); // an unreadable record is no record: the step is done again
    }
  }

  private Optional<Hit> usable(List<String> words) {
    Instant executed = Instant.parse(words.get(0));
    Digest digest = Digest.parse(words.get(1));
    String directory = words.get(3);
    Path snapshot = store.layout().root().resolve(directory).getParent();
    if (snapshot == null
        || !store.diskMarks().isWhole(words.get(5))
        || !store.snapshots().use(snapshot)
        || !store.blobs().has(digest)) {
      return Optional.empty();
    }
    Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER, digest, Long.parseLong(words.get(2)));
    return Optional.of(
        new Hit(
            executed,
            Optional.of(new CommittedStep(layer, directory, Long.parseLong(words.get(4))))));
  }

  void remember(CacheKey key, Instant executed, Optional<CommittedStep> step) {
    String record =
        step.map(
                done ->
                    done.layer().digest()
                        + " "
                        + done.layer().size()
                        + " "
                        + done.directory()
                        + " "
                        + done.entries())
            .orElse(EMPTY);
    store.writeFile(
        file(key), (executed + " " + record + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private Path file(CacheKey key) {
    return store.layout().cache().resolve(key.digest().hex());
  }
}
