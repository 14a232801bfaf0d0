package io.grampus.cli.orca;

import io.grampus.build.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
   * The names of what the instructions of a Dockerfile result in, in their order.
   *
   * @param instructions how many there are
   */
  public static List<String> ofResults(String dockerfile, int instructions) {
    String script = sha256(dockerfile) + "-dest";
    List<String> tags = new ArrayList<>();
    String tag = "None";
    for (int count = 0; count < instructions; count++) {
      tag = sha256(script + tag + "-next") + "-dest";
      tags.add(tag);
    }
    return tags;
  }

  private static String sha256(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
