package io.grampus.build.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of its host. Where it is missing the test is skipped with the reason, or fails
 * if {@code -Drequire=} names it ({@code all} names everything).
 */
final class Requirement {
  private Requirement() {}

  /** The path of a program on the PATH. */
  static Path program(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return missing(name, "the program " + name + " is not on the PATH");
  }

  private static Path missing(String name, String reason) {
    String[] required = System.getProperty("require", "").split(",", -1);
    if (Arrays.asList(required).contains(name) || Arrays.asList(required).contains("all")) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
    throw new AssertionError("unreachable");
  }
}
