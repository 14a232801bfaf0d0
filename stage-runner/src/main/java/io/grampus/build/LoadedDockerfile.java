package io.grampus.build;

import java.nio.charset.StandardCharsets;

/** The bytes of a Dockerfile, and what errors call it. */
final class LoadedDockerfile {
  private final String name;
  private final byte[] bytes;

  LoadedDockerfile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** What errors call it. */
  String name() {
    return name;
  }

  /** All of it; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The bytes as text, with a replacement character for what is no UTF-8. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
