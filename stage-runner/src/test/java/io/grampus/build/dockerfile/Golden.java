package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of inputs, each beside what is expected of it; -Dgolden.update=true rewrites that. */
final class Golden {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Golden() {}

  static List<Path> inputs(String folder, String ending) {
    try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static void check(Path input, String actual) throws IOException {
    Path expected = Path.of(input.toString().replaceFirst("\\.[^.]*$", ".expected"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
