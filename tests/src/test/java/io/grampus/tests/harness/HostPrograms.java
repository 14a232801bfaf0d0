package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine for images that have no packages. */
public final class HostPrograms {
  private HostPrograms() {}

  /**
   * Copies programs to {@code usr/local/bin} of a folder of the workspace, and the libraries that
   * they are linked to.
   */
  public static void copy(Workspace workspace, String folder, String... names) {
    for (String name : names) {
      Path program = Path.of(Command.of("sh", "-c", "command -v " + name).succeed().answer());
      copy(workspace, program, folder + "/usr/local/bin/" + name);
      String libraries = Command.of("ldd", program.toString()).succeed().output();
      List.of(libraries.split("\\s+")).stream()
          .filter(word -> word.startsWith("/"))
          .forEach(library -> copy(workspace, Path.of(library), folder + library));
    }
    Command.of("chmod", "-R", "a+rx", workspace.folder().resolve(folder).toString()).succeed();
  }

  private static void copy(Workspace workspace, Path program, String to) {
    try {
      workspace.file(to, Files.readAllBytes(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
