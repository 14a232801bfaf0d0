package io.grampus.build.image;

/**
 * Media types of image documents and layers. They stay strings in the documents, because a type
 * unknown here must survive a round trip. Sources: OCI image specification, media-types.md; Docker
 * image manifest version 2, schema 2.
 */
public final class MediaTypes {
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_LAYER_GZIP = OCI_LAYER + "+gzip";
  public static final String OCI_LAYER_ZSTD = OCI_LAYER + "+zstd";
  public static final String DOCKER_INDEX =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";

  private MediaTypes() {}

  /** Whether the document lists manifests of several platforms. */
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_INDEX);
  }

  /** Whether the document describes one image, in either dialect. */
  public static boolean isManifest(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  /** Whether a layer of this type is a plain tar stream, so that its digest is its diff id. */
  public static boolean isUncompressedLayer(String mediaType) {
    return mediaType.equals(OCI_LAYER) || mediaType.equals(DOCKER_LAYER);
  }

  /** The OCI type that means the same as a Docker type; any other type unchanged. */
  public static String toOci(String mediaType) {
    return switch (mediaType) {
      case DOCKER_INDEX -> OCI_INDEX;
      case DOCKER_MANIFEST -> OCI_MANIFEST;
      case DOCKER_CONFIG -> OCI_CONFIG;
      case DOCKER_LAYER -> OCI_LAYER;
      case DOCKER_LAYER_GZIP -> OCI_LAYER_GZIP;
      default -> mediaType;
    };
  }
}
