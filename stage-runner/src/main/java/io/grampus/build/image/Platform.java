package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.os.GrampusException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on: operating system, architecture and variant, in Go's words. Source: OCI
 * image specification, image-index.md.
 */
@JsonPropertyOrder({"architecture", "os", "os.version", "os.features", "variant"})
public record Platform(
    String architecture,
    String os,
    @JsonProperty("os.version") @Nullable String osVersion,
    @JsonProperty("os.features") List<String> osFeatures,
    @Nullable String variant,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  private static final Set<String> SYSTEMS = Set.of("darwin", "freebsd", "linux", "windows");

  /** Copies the collections. */
  public Platform {
    osFeatures = Immutable.list(osFeatures);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** A platform without operating system version and features. */
  public static Platform of(String os, String architecture, @Nullable String variant) {
    return new Platform(architecture, os, null, List.of(), variant, Map.of());
  }

  /** The platform of this machine, which is always a Linux. */
  public static Platform host() {
    return normalized("linux", System.getProperty("os.arch"), null);
  }

  /**
   * Reads {@code os/architecture[/variant]}, a bare architecture or a bare operating system, which
   * means this machine's architecture, and puts common other names of an architecture (x86_64,
   * aarch64, armhf…) right.
   *
   * @throws GrampusException {@code platform-invalid}
   */
  public static Platform parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
    for (String part : parts) {
      if (!part.matches("[a-z0-9][a-z0-9_.-]*") || parts.length > 3) {
        throw new GrampusException(
            "platform-invalid",
            "not a platform: \"" + text + "\"",
            "write os/architecture or os/architecture/variant, for example linux/arm64");
      }
    }
    if (parts.length == 1) {
      return SYSTEMS.contains(parts[0])
          ? of(parts[0], host().architecture, host().variant)
          : normalized("linux", parts[0], null);
    }
    return normalized(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
  }

  private static Platform normalized(String os, String architecture, @Nullable String variant) {
    return switch (architecture) {
      case "x86_64", "x86-64", "amd64" -> of(os, "amd64", "v1".equals(variant) ? null : variant);
      case "aarch64", "arm64" -> of(os, "arm64", "v8".equals(variant) ? null : variant);
      case "armhf" -> of(os, "arm", variant == null ? "v7" : variant);
      case "armel" -> of(os, "arm", variant == null ? "v6" : variant);
      case "arm" -> of(os, "arm", variant == null ? "v7" : variant);
      case "i386", "i686", "x86" -> of(os, "386", variant);
      case "ppc64el" -> of(os, "ppc64le", variant);
      default -> of(os, architecture, variant);
    };
  }

  /** Whether an image for {@code this} is what a build for {@code wanted} asks for. */
  public boolean satisfies(Platform wanted) {
    Platform mine = normalized(os, architecture, variant);
    Platform theirs = normalized(wanted.os, wanted.architecture, wanted.variant);
    return mine.os.equals(theirs.os)
        && mine.architecture.equals(theirs.architecture)
        && (theirs.variant == null || mine.variant == null || theirs.variant.equals(mine.variant));
  }

  /** {@code os/architecture} or {@code os/architecture/variant}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
