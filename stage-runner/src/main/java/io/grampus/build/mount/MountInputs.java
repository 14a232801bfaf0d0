package io.grampus.build.mount;

import io.grampus.build.copy.Fingerprint;
import java.util.List;

/** Hears what the result of a command depends on because of its mounts. */
public interface MountInputs {
  /**
   * A mount.
   *
   * @param name for people
   */
  void mounted(String name, List<String> identity);

  /**
   * The files that a mount brings.
   *
   * @param name the mount's
   * @param digest of all of them
   */
  void files(String name, String digest, List<Fingerprint.FileDigest> files);
}
