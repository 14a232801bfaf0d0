package io.grampus.build;

import io.grampus.build.text.ClosestWord;
import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.LayerCompression.Kind;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.os.GrampusException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what says which form an image gets: fields of an output, or options with their values. */
public final class ImageFormFields {
  /** The fields that name one thing each; annotations come on top, see {@link #isAnnotation}. */
  static final Set<String> COMPRESSION =
      Set.of("compression", "compression-level", "force-compression");

  static final String REWRITE = "rewrite-timestamp";
  static final String OCI_TYPES = "oci-mediatypes";

  private static final Pattern ANNOTATION =
      Pattern.compile("annotation(?:-([a-z-]+(?:\\[[^]]*])?)|(\\[[^]]*]))?\\.(.+)", Pattern.DOTALL);

  private ImageFormFields() {}

  /**
   * Whether the key is one of an annotation: {@code annotation.KEY}, {@code annotation-LEVEL.KEY}.
   */
  static boolean isAnnotation(String key) {
    return ANNOTATION.matcher(key).matches();
  }

  /** The annotations with one more, by a key that {@link #isAnnotation}. */
  static ImageAnnotations annotated(ImageAnnotations present, String key, String value) {
    Matcher parts = ANNOTATION.matcher(key);
    if (!parts.matches()) {
      throw new IllegalArgumentException(key);
    }
    String level = parts.group(1) == null ? "" : parts.group(1);
    String platform = parts.group(2) == null ? "" : parts.group(2);
    return present.with(level + platform, parts.group(3), value, key + "=" + value);
  }

  /**
   * The compression that three values say.
   *
   * @param kind its name, or null for gzip
   * @param level a number, or null for the kind's usual one
   * @throws GrampusException {@code compression-invalid}
   */
  public static LayerCompression compression(
      @Nullable String kind, @Nullable String level, boolean force) {
    Kind chosen = kind == null ? Kind.GZIP : kind(kind);
    return new LayerCompression(
        chosen, level == null ? OptionalInt.empty() : level(level, chosen), force);
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    List<String> names =
        Arrays.stream(Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
    throw new GrampusException(
        "compression-invalid",
        "there is no compression \"" + name + "\"" + ClosestWord.question(name, names),
        "the compressions are " + String.join(", ", names));
  }

  private static OptionalInt level(String text, Kind kind) {
    boolean isNumber = text.matches("[0-9]{1,3}");
    if (kind == Kind.UNCOMPRESSED
        || !isNumber
        || Integer.parseInt(text) < kind.lowest()
        || Integer.parseInt(text) > kind.highest()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      throw new GrampusException(
          "compression-invalid",
          "compression " + name + " has no level \"" + text + "\"",
          kind == Kind.UNCOMPRESSED
              ? "leave the level out"
              : "its levels are " + kind.lowest() + " to " + kind.highest());
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  static ManifestFormat format(boolean ociTypes) {
    return ociTypes ? ManifestFormat.OCI : ManifestFormat.DOCKER;
  }
}
