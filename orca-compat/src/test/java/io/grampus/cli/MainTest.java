package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path folder;

  @Test
  void numbersHaveTheSameDigitsInEveryLanguage() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--root",
            folder.resolve("store").toString(),
            "prune");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();

    byte[] output = process.getInputStream().readAllBytes();

    assertThat(new String(output, StandardCharsets.UTF_8)).startsWith("Removed 0 blobs with 0B, ");
    assertThat(process.waitFor()).isZero();
  }
}
