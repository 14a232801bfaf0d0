package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mounts of the machine, as the tests see them. */
public final class Mounts {
  private Mounts() {}

  /** Fails if something is mounted in this folder. */
  public static void mustNotInclude(Path folder) {
    try {
      List<String> found =
          Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
              .filter(line -> line.contains(folder.toString()))
              .toList();
      if (!found.isEmpty()) {
        throw new AssertionError("mounts are left:\n" + String.join("\n", found));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
