package io.grampus.build;

import io.grampus.os.GrampusException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The time that a build shall pretend it is at the latest, so that its image is the same whenever
 * it is built: reproducible-builds.org, SOURCE_DATE_EPOCH.
 */
public final class SourceDateEpoch {
  /** The build argument, and the environment variable that stands for it. */
  public static final String NAME = "SOURCE_DATE_EPOCH";

  private SourceDateEpoch() {}

  /**
   * The time that the build arguments say, if any.
   *
   * @throws GrampusException {@code epoch-invalid}
   */
  public static Optional<Instant> of(Map<String, String> buildArguments) {
    String text = buildArguments.getOrDefault(NAME, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    // Twelve digits reach beyond the year 30000; more is a mistake, most likely milliseconds.
    if (!text.matches("[0-9]{1,12}")) {
      throw new GrampusException(
          "epoch-invalid",
          NAME + " is \"" + text + "\", which is no number of seconds since 1970",
          "for example " + NAME + "=$(git log -1 --pretty=%ct)");
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
  }
}
