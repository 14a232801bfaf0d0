package io.grampus.build;

import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Annotations of an image, which unlike labels are not in its configuration.
 *
 * @param manifest those in the manifest itself
 * @param descriptor those of the entry that points at the manifest, in the index of a layout
 */
public record ImageAnnotations(Map<String, String> manifest, Map<String, String> descriptor) {
  /** No annotation. */
  public static final ImageAnnotations NONE = new ImageAnnotations(Map.of(), Map.of());

  /** The code of every error here. */
  public static final String INVALID = "annotation-invalid";

  private static final String MANIFEST = "manifest";
  private static final String DESCRIPTOR = "manifest-descriptor";

  /** Levels in front of a colon, each with a platform or without, then key and value. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:([a-z-]+(?:\\[[^]]*])?(?:,[a-z-]+(?:\\[[^]]*])?)*):)?([^=\\s]+)=(.*)",
          Pattern.DOTALL);

  private static final Pattern LEVEL = Pattern.compile("([a-z-]*)(?:\\[([^]]*)])?");

  /** Copies the maps. */
  public ImageAnnotations {
    manifest = Collections.unmodifiableMap(new TreeMap<>(manifest));
    descriptor = Collections.unmodifiableMap(new TreeMap<>(descriptor));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return manifest.isEmpty() && descriptor.isEmpty();
  }

  /**
   * These and what the text says, as buildx has it: {@code [LEVEL[PLATFORM],…:]KEY=VALUE}.
   *
   * @throws GrampusException {@link #INVALID}, for levels that an image of one platform lacks, too
   */
  public ImageAnnotations with(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw invalid(text, "it is not KEY=VALUE", "write KEY=VALUE or manifest:KEY=VALUE");
    }
    String levels = parts.group(1) == null ? MANIFEST : parts.group(1);
    ImageAnnotations result = this;
    for (String level : levels.split(",", -1)) {
      result = result.with(level, parts.group(2), parts.group(3), text);
    }
    return result;
  }

  /**
   * These and one more.
   *
   * @param level {@code manifest} or {@code manifest-descriptor}, with a platform in brackets or
   *     without; empty for the manifest
   * @param text what the user wrote, for errors
   */
  ImageAnnotations with(String level, String key, String value, String text) {
    Matcher parts = LEVEL.matcher(level);
    if (key.isEmpty() || !parts.matches()) {
      throw invalid(text, "it has no key", "write KEY=VALUE or manifest:KEY=VALUE");
    }
    requirePlatform(parts.group(2), text);
    return switch (parts.group(1)) {
      case "", MANIFEST -> new ImageAnnotations(plus(manifest, key, value), descriptor);
      case DESCRIPTOR -> new ImageAnnotations(manifest, plus(descriptor, key, value));
      case "index", "index-descriptor" ->
          throw invalid(
              text,
              "an image of one platform has no index to annotate",
              "annotate the manifest, with manifest:KEY=VALUE");
      default ->
          throw invalid(
              text,
              "there is no level \"" + parts.group(1) + "\"",
              "the levels are " + MANIFEST + " and " + DESCRIPTOR);
    };
  }

  private static void requirePlatform(@Nullable String platform, String text) {
    if (platform != null && !Platform.host().satisfies(Platform.parse(platform))) {
      throw invalid(
          text,
          "no image for " + platform + " is built",
          "this one is for " + Platform.host() + "; leave the platform out");
    }
  }

  private static Map<String, String> plus(Map<String, String> present, String key, String value) {
    Map<String, String> more = new TreeMap<>(present);
    more.put(key, value);
    return more;
  }

  private static GrampusException invalid(String text, String reason, String hint) {
    return new GrampusException(INVALID, "invalid annotation \"" + text + "\": " + reason, hint);
  }
}
