package io.grampus.build;

import io.grampus.build.tool.ManifestFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of an output that say which form the image gets. */
final class ImageFormFields {
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

  static ManifestFormat format(boolean ociTypes) {
    return ociTypes ? ManifestFormat.OCI : ManifestFormat.DOCKER;
  }
}
