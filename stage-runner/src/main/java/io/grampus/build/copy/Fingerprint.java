package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import java.util.List;

/**
 * What a copy or a mount takes, summed up.
 *
 * @param digest of all of it
 * @param files each file and directory, in the order in which they are taken
 */
public record Fingerprint(Digest digest, List<FileDigest> files) {
  /**
   * One file or directory.
   *
   * @param path from the source's root; a directory's ends in a slash
   * @param digest the beginning of its digest, enough to tell that it has changed
   */
  public record FileDigest(String path, String digest) {}

  /** Copies the list. */
  public Fingerprint {
    files = List.copyOf(files);
  }
}
