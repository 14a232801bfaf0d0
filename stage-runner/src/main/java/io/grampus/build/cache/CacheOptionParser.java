package io.grampus.build.cache;

import io.grampus.build.image.ImageReference;
import io.grampus.build.text.ClosestWord;
import io.grampus.build.text.CsvFields;
import io.grampus.build.tool.LayerCompression;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the values of {@code --cache-from} and {@code --cache-to} as buildx does. */
public final class CacheOptionParser {
  /** The code of every error here. */
  public static final String INVALID = "cache-option-invalid";

  private static final Set<String> TYPES = Set.of("local", "registry");
  private static final String INLINE = "inline";
  private static final Set<String> FOREIGN = Set.of("azblob", "gha", "s3");
  private static final Set<String> IMPORT_KEYS = Set.of("src", "ref", "tag");
  private static final Set<String> EXPORT_KEYS =
      Set.of("dest", "ref", "tag", "mode", "compression", "compression-level", "ignore-error");

  /** Fields of buildx whose one sensible value is what happens here anyway. */
  private static final Set<String> MEANINGLESS =
      Set.of("oci-mediatypes", "image-manifest", "force-compression");

  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();

  private CacheOptionParser(String text) {
    this.text = text;
  }

  /**
   * The place that a {@code --cache-from} names.
   *
   * @throws GrampusException {@link #INVALID}
   */
  public static CachePlace from(String text) {
    CacheOptionParser parser = new CacheOptionParser(text);
    parser.read(IMPORT_KEYS);
    if (parser.values.getOrDefault("type", "").equals(INLINE)) {
      throw parser.invalid(
          "an inline cache is in an image", "write type=registry,ref=NAME with the image's name");
    }
    return parser.place("src");
  }

  /**
   * What a {@code --cache-to} asks for.
   *
   * @throws GrampusException {@link #INVALID}
   */
  public static CacheExport to(String text) {
    CacheOptionParser parser = new CacheOptionParser(text);
    parser.read(EXPORT_KEYS);
    if (parser.values.getOrDefault("type", "").equals(INLINE)) {
      return parser.inline();
    }
    return new CacheExport(
        parser.place("dest"),
        parser.choice("mode", "min", "max").equals("max"),
        parser.compression(),
        parser.choice("ignore-error", "false", "true").equals("true"));
  }

  private CacheExport inline() {
    if (choice("mode", "min", "max").equals("max")) {
      throw invalid(
          "an image has the layers of its own steps only", "leave out mode=max, or use a registry");
    }
    return new CacheExport(new CachePlace.Inline(), false, compression(), false);
  }

  private void read(Set<String> keys) {
    List<String> fields = fields();
    if (fields.size() == 1 && !fields.get(0).contains("=")) {
      values.put("type", "registry");
      values.put("ref", fields.get(0));
      return;
    }
    for (String field : fields) {
      int equals = field.indexOf('=');
      if (equals < 0) {
        throw invalid("\"" + field + "\" is not key=value", "for example type=local,dest=FOLDER");
      }
      String key = field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!key.equals("type") && !keys.contains(key) && !MEANINGLESS.contains(key)) {
        throw invalid(
            "there is no \"" + key + "\"" + ClosestWord.question(key, keys),
            "there are type, " + String.join(", ", keys.stream().sorted().toList()));
      }
      values.put(key, field.substring(equals + 1));
    }
  }

  private List<String> fields() {
    try {
      return CsvFields.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()), "quote a whole field that has a comma in it");
    }
  }

  private CachePlace place(String directoryKey) {
    String type = values.getOrDefault("type", "");
    return switch (type) {
      case "local" -> {
        Path directory = Path.of(required(directoryKey, "FOLDER"));
        yield new CachePlace.Directory(directory, values.getOrDefault("tag", "latest"));
      }
      case "registry" ->
          new CachePlace.Registry(ImageReference.parse(required("ref", "REGISTRY/NAME:TAG")));
      default -> throw unknownType(type);
    };
  }

  private GrampusException unknownType(String type) {
    String hint = "the types are local and registry, and inline for --cache-to";
    if (type.isEmpty()) {
      return invalid("it has no type", hint);
    }
    return FOREIGN.contains(type)
        ? invalid("type \"" + type + "\" is not supported", hint)
        : invalid("there is no type \"" + type + "\"" + ClosestWord.question(type, TYPES), hint);
  }

  private String required(String key, String placeholder) {
    @Nullable String value = values.get(key);
    if (value == null || value.isEmpty()) {
      throw invalid("it has no " + key, "add " + key + "=" + placeholder);
    }
    return value;
  }

  private String choice(String key, String usual, String other) {
    String value = values.getOrDefault(key, usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw invalid(
          key + " is \"" + value + "\"", "write " + key + "=" + usual + " or " + key + "=" + other);
    }
    return value;
  }

  private LayerCompression compression() {
    try {
      return LayerCompression.parse(
          values.get("compression"), values.get("compression-level"), false);
    } catch (GrampusException e) {
      throw invalid(String.valueOf(e.getMessage()), String.valueOf(e.hint()));
    }
  }

  private GrampusException invalid(String reason, String hint) {
    return new GrampusException(INVALID, "invalid cache \"" + text + "\": " + reason, hint);
  }
}
