package io.grampus.cli.orca;

import io.grampus.build.image.Digest;
import java.nio.charset.StandardCharsets;

/**
 * The names that orca-build gives to images in its output: one to each base, and one to the result
 * of each instruction, a hash of the Dockerfile and the name before.
 */
public final class OrcaTags {
  private OrcaTags() {}

  /** The name of a base image, as written in FROM. */
  public static String ofBase(String name) {
    return sha256("docker://" + name) + "-src";
  }

  /**
   * The name of what the last instruction of a Dockerfile results in.
   *
   * @param instructions how many there are
   */
  public static String ofResult(String dockerfile, int instructions) {
    String script = sha256(dockerfile) + "-dest";
    String tag = "None";
    for (int count = 0; count < instructions; count++) {
      tag = sha256(script + tag + "-next") + "-dest";
    }
    return tag;
  }

  private static String sha256(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
