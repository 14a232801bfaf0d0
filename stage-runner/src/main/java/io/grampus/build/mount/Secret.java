package io.grampus.build.mount;

import io.grampus.os.ByteString;

/** Something that nobody but the command it is given to may see; its text form is no content. */
public final class Secret {
  /** BuildKit's limit, in bytes. */
  public static final int LARGEST = 500 * 1024;

  private final ByteString content;

  /** Refuses more than {@link #LARGEST} bytes. */
  public Secret(ByteString content) {
    if (content.length() > LARGEST) {
      throw new IllegalArgumentException("a secret of " + content.length() + " bytes");
    }
    this.content = content;
  }

  /** The bytes. */
  public ByteString content() {
    return content;
  }

  @Override
  public String toString() {
    return "a secret of " + content.length() + " bytes";
  }
}
