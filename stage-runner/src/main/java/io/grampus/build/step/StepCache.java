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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers what steps did, for one build. A record is a small file named by its key. Its first
 * line: when the step was executed, the layer's digest, its size, the directory with the changes,
 * the number of entries, and a mark of {@link io.grampus.build.store.DiskMarks}; or the time and
 * the word {@code empty}. Its second line: the inputs, see {@link RecordedInputs}.
 *
 * <p>Safe with several builds at once: a record appears whole, and one whose layer or directory is
 * gone counts as none. Within the build a step is executed once, whichever stages have it.
 */
public final class StepCache {
  private static final String EMPTY = "empty";

  private final Store store;
  private final Map<Digest, ReentrantLock> claims = new ConcurrentHashMap<>();
  private final Set<Digest> ofThisBuild = ConcurrentHashMap.newKeySet();

  /** The cache of that store. */
  public StepCache(Store store) {
    this.store = store;
  }

  /** What a lookup found: a step that changed nothing has no {@code step}. */
  record Hit(Instant executed, Optional<CommittedStep> step) {}

  /**
   * Waits for the right to execute a step, which one stage of this build has at a time; {@link
   * #release} gives it up.
   */
  void claim(CacheKey key) throws InterruptedException {
    claims.computeIfAbsent(key.digest(), digest -> new ReentrantLock()).lockInterruptibly();
  }

  void release(CacheKey key) {
    ReentrantLock claim = claims.get(key.digest());
    if (claim == null) {
      throw new IllegalStateException("not claimed: " + key.digest());
    }
    claim.unlock();
  }

  /** Whether a step of this build has it already, so that it is known even without any cache. */
  boolean isOfThisBuild(CacheKey key) {
    return ofThisBuild.contains(key.digest());
  }

  Optional<Hit> find(CacheKey key) {
    try {
      List<String> lines = Files.readAllLines(file(key), StandardCharsets.US_ASCII);
      List<String> words = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(" ", -1));
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
    String record = executed + " " + step.map(this::result).orElse(EMPTY) + "\n";
    String inputs = RecordedInputs.encode(key.inputs()) + "\n";
    store.writeFile(file(key), (record + inputs).getBytes(StandardCharsets.US_ASCII));
    ofThisBuild.add(key.digest());
  }

  private String result(CommittedStep done) {
    return String.join(
        " ",
        done.layer().digest().toString(),
        Long.toString(done.layer().size()),
        done.directory(),
        Long.toString(done.entries()),
        store.diskMarks().mark());
  }

  private Path file(CacheKey key) {
    return store.layout().cache().resolve(key.digest().hex());
  }
}
