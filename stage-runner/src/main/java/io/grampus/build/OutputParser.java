package io.grampus.build;

import io.grampus.build.text.ClosestWord;
import io.grampus.build.text.CsvFields;
import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of {@code --output} as buildx does: comma-separated {@code key=value} fields, or
 * a bare path for a folder, or {@code -} for a tar file on the standard output.
 */
public final class OutputParser {
  /** The code of every error here. */
  public static final String INVALID = "invalid-output";

  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "image", withForm("name", "push", ImageFormFields.OCI_TYPES),
          "registry", withForm("name", ImageFormFields.OCI_TYPES),
          "docker", Set.of("name", "dest", ImageFormFields.REWRITE),
          "oci", withForm("name", "dest", "tar"),
          "local", Set.of("dest"),
          "tar", Set.of("dest"));

  /** The keys that buildx knows and that no output here has. */
  private static final Set<String> OF_BUILDX_ONLY =
      Set.of(
          "attestation-prefix",
          "buildinfo",
          "compression",
          "compression-level",
          "context",
          "dangling-name-prefix",
          "force-compression",
          "name-canonical",
          "oci-artifact",
          "oci-mediatypes",
          "platform-split",
          "push-by-digest",
          "registry.insecure",
          "rewrite-timestamp",
          "store",
          "tar",
          "unpack");

  private final String text;
  private final ImageForm usual;
  private final Map<String, String> values = new LinkedHashMap<>();

  private OutputParser(String text, ImageForm usual) {
    this.text = text;
    this.usual = usual;
  }

  private static Set<String> withForm(String... keys) {
    Set<String> all = new HashSet<>(ImageFormFields.COMPRESSION);
    all.add(ImageFormFields.REWRITE);
    all.addAll(List.of(keys));
    return all;
  }

  /**
   * The output that the text describes.
   *
   * @param usual the form of an image as far as the text says nothing else
   * @throws GrampusException with the code {@link #INVALID} and what is wrong
   */
  public static Output parse(String text, ImageForm usual) {
    return new OutputParser(text, usual).output();
  }

  private Output output() {
    List<String> fields = fields();
    if (fields.size() == 1 && fields.get(0).equals(text) && isPath(text)) {
      return text.equals("-")
          ? new Output.Tar(new Destination.StandardOutput())
          : new Output.Local(Path.of(text));
    }
    fields.forEach(this::readField);
    String type = values.remove("type");
    if (type == null) {
      throw invalid(
          "it has no type", "begin it with one of " + types() + ", for example type=oci,dest=FILE");
    }
    requireKeys(type);
    return ofType(type);
  }

  private List<String> fields() {
    if (text.isBlank()) {
      throw invalid("it is empty", "name a folder, or a type: one of " + types());
    }
    try {
      return CsvFields.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid(
          String.valueOf(e.getMessage()), "quote a whole field, as in type=image,\"name=a,b\"");
    }
  }

  /** A lone {@code dest=x} is far more likely a forgotten type than a folder of that name. */
  private static boolean isPath(String text) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? "" : text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    return !Set.of("type", "dest", "name", "push").contains(key);
  }

  private void readField(String field) {
    int equals = field.indexOf('=');
    if (equals < 0) {
      throw invalid(
          "\"" + field + "\" is not key=value", "separate keys and values with an equals sign");
    }
    String written = field.substring(0, equals).strip();
    String lower = written.toLowerCase(Locale.ROOT);
    String key = ImageFormFields.isAnnotation(lower) ? written : lower;
    if (values.put(key, field.substring(equals + 1)) != null) {
      throw invalid("it says " + key + " twice", "say it once");
    }
  }

  private void requireKeys(String type) {
    Set<String> known = KEYS.get(type);
    if (known == null) {
      throw invalid(
          "there is no type \"" + type + "\"" + ClosestWord.question(type, KEYS.keySet()),
          "the types are " + types());
    }
    for (String key : values.keySet()) {
      boolean isAnnotation = known.contains("name") && ImageFormFields.isAnnotation(key);
      if (!known.contains(key) && !isAnnotation) {
        throw unknownKey(type, key, known);
      }
    }
  }

  private GrampusException unknownKey(String type, String key, Set<String> known) {
    String remedy =
        "type " + type + " knows " + String.join(", ", known.stream().sorted().toList());
    if (OF_BUILDX_ONLY.contains(key)) {
      return invalid("\"" + key + "\" is not supported yet for type " + type, remedy);
    }
    return invalid(
        "type " + type + " has no \"" + key + "\"" + ClosestWord.question(key, known), remedy);
  }

  private Output ofType(String type) {
    return switch (type) {
      case "image" -> new Output.Image(names(), flag("push", false), form());
      case "registry" -> new Output.Image(names(), true, form());
      case "docker" -> dockerOutput();
      case "oci" ->
          flag("tar", true)
              ? new Output.OciArchive(names(), destination(), form())
              : new Output.OciDirectory(names(), directory(type + ",tar=false"), form());
      case "local" -> new Output.Local(directory(type));
      case "tar" -> new Output.Tar(destination());
      default -> throw new IllegalStateException(type);
    };
  }

  /** Without a file buildx loads the image where "docker images" lists it: here, the store. */
  private Output dockerOutput() {
    return values.containsKey("dest")
        ? new Output.DockerArchive(names(), destination(), form())
        : new Output.Image(names(), false, form());
  }

  private ImageForm form() {
    ImageAnnotations annotations = usual.annotations();
    for (Map.Entry<String, String> field : values.entrySet()) {
      if (ImageFormFields.isAnnotation(field.getKey())) {
        annotations = ImageFormFields.annotated(annotations, field.getKey(), field.getValue());
      }
    }
    boolean ociTypes = flag(ImageFormFields.OCI_TYPES, usual.format() == ManifestFormat.OCI);
    return new ImageForm(
        compression(),
        flag(ImageFormFields.REWRITE, usual.rewriteTimes()),
        ImageFormFields.format(ociTypes),
        annotations);
  }

  private LayerCompression compression() {
    if (values.keySet().stream().noneMatch(ImageFormFields.COMPRESSION::contains)) {
      return usual.compression();
    }
    try {
      return LayerCompression.parse(
          values.get("compression"),
          values.get("compression-level"),
          flag("force-compression", false));
    } catch (GrampusException e) {
      throw new GrampusException(
          INVALID, "invalid output \"" + text + "\": " + e.getMessage(), e.hint(), e);
    }
  }

  private List<String> names() {
    String names = values.getOrDefault("name", "");
    return Arrays.stream(names.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private Destination destination() {
    String path = values.getOrDefault("dest", "-");
    return path.equals("-")
        ? new Destination.StandardOutput()
        : new Destination.File(Path.of(requireText(path)));
  }

  private Path directory(String type) {
    @Nullable String path = values.get("dest");
    if (path == null || path.equals("-")) {
      throw invalid("type " + type + " needs a folder", "add dest=FOLDER");
    }
    return Path.of(requireText(path));
  }

  private String requireText(String path) {
    if (path.isEmpty()) {
      throw invalid("dest is empty", "add the path after dest=");
    }
    return path;
  }

  /** The words that Go's strconv.ParseBool takes, since buildx takes them. */
  private boolean flag(String key, boolean otherwise) {
    @Nullable String value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (Set.of("1", "t", "T", "true", "True", "TRUE").contains(value)) {
      return true;
    }
    if (Set.of("0", "f", "F", "false", "False", "FALSE").contains(value)) {
      return false;
    }
    throw invalid(key + " is \"" + value + "\"", "write " + key + "=true or " + key + "=false");
  }

  private static String types() {
    return String.join(", ", KEYS.keySet().stream().sorted().toList());
  }

  private GrampusException invalid(String reason, String hint) {
    return new GrampusException(INVALID, "invalid output \"" + text + "\": " + reason, hint);
  }
}
