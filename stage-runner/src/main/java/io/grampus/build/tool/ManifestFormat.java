package io.grampus.build.tool;

/** The dialect in which an image is written to a registry. */
public enum ManifestFormat {
  /** The OCI image specification's. */
  OCI("oci"),
  /** Docker's version 2, schema 2, for registries and tools that know no other. */
  DOCKER("v2s2");

  private final String skopeoName;

  ManifestFormat(String skopeoName) {
    this.skopeoName = skopeoName;
  }

  String skopeoName() {
    return skopeoName;
  }
}
