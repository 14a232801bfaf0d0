package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineCodeTest {
  /** Assembles the listing and compares the bytes; a machine without that assembler skips. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void theTableIsTheListing(Architecture architecture, @TempDir Path folder) throws Exception {
    String prefix = assemblerPrefix(architecture);
    assumeTrue(prefix != null, "no assembler for " + architecture + " (package binutils)");
    String listing = "clone-stub-" + architecture.name().toLowerCase(Locale.ROOT) + ".s";
    Path source = Path.of(MachineCodeTest.class.getResource(listing).toURI());
    run(folder, prefix + "as", "-o", "stub.o", source.toString());
    run(folder, prefix + "objcopy", "-O", "binary", "-j", ".text", "stub.o", "stub.bin");
    assertThat(MachineCode.cloneStub(architecture))
        .isEqualTo(Files.readAllBytes(folder.resolve("stub.bin")));
  }

  private static String assemblerPrefix(Architecture architecture) {
    String cross = architecture.name().toLowerCase(Locale.ROOT) + "-linux-gnu-";
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, cross + "as"))) {
        return cross;
      }
    }
    return null;
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
