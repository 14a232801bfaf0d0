package io.grampus.build;

import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.ManifestFormat;

/**
 * The form that an image gets in an output.
 *
 * @param compression what happens to its layers where they leave the store
 * @param rewriteTimes whether no file of the layers that the build adds is younger than
 *     SOURCE_DATE_EPOCH
 * @param format the manifest's in a registry
 * @param annotations of the manifest and its entry in an index
 */
public record ImageForm(
    LayerCompression compression,
    boolean rewriteTimes,
    ManifestFormat format,
    ImageAnnotations annotations) {
  /** What an output has that says nothing of it. */
  public static final ImageForm USUAL =
      new ImageForm(LayerCompression.GZIP, false, ManifestFormat.OCI, ImageAnnotations.NONE);

  /** The same with another compression. */
  public ImageForm withCompression(LayerCompression other) {
    return new ImageForm(other, rewriteTimes, format, annotations);
  }

  /** The same with or without limited times. */
  public ImageForm withRewrittenTimes(boolean other) {
    return new ImageForm(compression, other, format, annotations);
  }

  /** The same with another format. */
  public ImageForm withFormat(ManifestFormat other) {
    return new ImageForm(compression, rewriteTimes, other, annotations);
  }

  /** The same with other annotations. */
  public ImageForm withAnnotations(ImageAnnotations others) {
    return new ImageForm(compression, rewriteTimes, format, others);
  }
}
