package io.grampus.build.step;

import io.grampus.build.step.CacheKey.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says why a step is not in the cache: in which inputs it differs from the most similar step that
 * was there when the build began.
 */
public final class MissExplanation {
  private static final int MOST_DIFFERENCES = 8;

  private final List<CachedStep> known;

  private MissExplanation(List<CachedStep> known) {
    this.known = known;
  }

  /** A record of the cache; its inputs may be many thousands of files, so they stay encoded. */
  private record CachedStep(String kind, String encoded) {
    Map<String, String> inputs() {
      return byName(RecordedInputs.decode(encoded));
    }
  }

  /** Reads all cache records of a directory. */
  public static MissExplanation of(Path records) throws IOException {
    List<CachedStep> known = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(records)) {
      found.forEach(files::add);
    }
    files.sort(Comparator.comparing(MissExplanation::age).reversed());
    for (Path file : files) {
      read(file).ifPresent(known::add);
    }
    return new MissExplanation(known);
  }

  private static long age(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0; // another process removed it meanwhile
    }
  }

  private static Optional<CachedStep> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return lines.size() < 2
          ? Optional.empty()
          : RecordedInputs.decodeFirst(lines.get(1), CacheKey.KIND)
              .map(kind -> new CachedStep(kind, lines.get(1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> byName(List<Input> inputs) {
    Map<String, String> byName = new LinkedHashMap<>();
    inputs.forEach(input -> byName.put(input.name(), input.value()));
    return byName;
  }

  /** The differences, each one line; the most similar step is the one with the fewest. */
  List<String> of(CacheKey key) {
    Map<String, String> wanted = byName(key.inputs());
    String kind = wanted.getOrDefault(CacheKey.KIND, "");
    Map<String, String> nearest = null;
    long fewest = Long.MAX_VALUE;
    for (CachedStep candidate : known) {
      if (kind.equals(candidate.kind())) {
        Map<String, String> inputs = candidate.inputs();
        long distance = distance(differing(wanted, inputs));
        if (distance < fewest && isAlike(wanted, inputs)) {
          nearest = inputs;
          fewest = distance;
        }
      }
    }
    if (nearest == null) {
      return List.of("no " + kind + " like this one is in the cache");
    }
    return fewest == 0
        ? List.of("it was executed before, but its result is no longer in the store")
        : describe(wanted, nearest);
  }

  /** Single files count only among steps that are equally similar otherwise. */
  private static long distance(Set<String> differing) {
    long files = differing.stream().filter(MissExplanation::isFile).count();
    return ((differing.size() - files) << Integer.SIZE) + files;
  }

  private static boolean isFile(String name) {
    return name.startsWith(CacheKey.FILE);
  }

  /** Whether an input sums up files that are inputs themselves. */
  private static boolean isSum(String name) {
    return name.equals(CacheKey.SOURCES) || name.startsWith(CacheKey.FILES_OF);
  }

  /** Steps that share neither what is before them nor what they do are not worth comparing. */
  private static boolean isAlike(Map<String, String> one, Map<String, String> other) {
    Set<String> differing = differing(one, other);
    long others = differing.stream().filter(name -> !isFile(name)).count();
    long inputs = one.keySet().stream().filter(name -> !isFile(name)).count();
    return !differing.contains(CacheKey.PARENT)
        || !differing.contains("command")
        || others * 2 <= inputs;
  }

  private static Set<String> differing(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> one.containsKey(name) && one.get(name).equals(other.get(name)));
    return names;
  }

  private static List<String> describe(Map<String, String> wanted, Map<String, String> nearest) {
    List<String> lines = new ArrayList<>();
    Set<String> differing = differing(wanted, nearest);
    if (differing.remove(CacheKey.PARENT)) {
      lines.add("what comes before it differs");
    }
    if (differing.stream().anyMatch(MissExplanation::isFile)) {
      differing.removeIf(MissExplanation::isSum); // which files says more
    }
    differing.stream()
        .limit(MOST_DIFFERENCES)
        .map(name -> describe(name, nearest.get(name), wanted.get(name)))
        .forEach(lines::add);
    if (differing.size() > MOST_DIFFERENCES) {
      lines.add("and " + (differing.size() - MOST_DIFFERENCES) + " more differences");
    }
    return lines;
  }

  private static String describe(String name, @Nullable String before, @Nullable String now) {
    if (before == null) {
      return name + " is new";
    }
    if (now == null) {
      return name + " is gone";
    }
    if (isSum(name)) {
      return name + " have changed";
    }
    return isFile(name) ? name + " has changed" : name + ValueChange.of(before, now);
  }
}
