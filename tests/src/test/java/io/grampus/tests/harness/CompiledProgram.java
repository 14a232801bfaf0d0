package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs in C that run inside a sandbox, compiled by the machine's gcc without need of anything.
 */
public final class CompiledProgram {
  private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();

  private static final List<String> COMPILER =
      List.of(
          "gcc", "-std=gnu11", "-O1", "-static", "-pthread", "-Wall", "-Wextra", "-Werror", "-o");

  private CompiledProgram() {}

  /** Compiles the sources of a folder into the context of a workspace, under the folder's name. */
  public static Path into(Workspace workspace, String folder) {
    List<String> words = new ArrayList<>(COMPILER);
    words.add(workspace.context().resolve(folder).toString());
    // copied, as whoever compiles need not be able to enter the checkout
    try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
      for (Path file : files.sorted().toList()) {
        Path copy = workspace.file("source/" + file.getFileName(), Files.readAllBytes(file));
        if (copy.toString().endsWith(".c")) {
          words.add(copy.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    workspace.command(words.toArray(String[]::new)).succeed();
    return workspace.context().resolve(folder);
  }
}
