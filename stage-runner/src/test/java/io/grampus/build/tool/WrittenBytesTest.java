package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenBytesTest {
  @TempDir private Path folder;

  @Test
  void countsWhatAProcessWrites() throws Exception {
    String script = "head -c 3000000 /dev/zero > " + folder.resolve("file") + "; echo; read line";
    Process process = new ProcessBuilder("sh", "-c", script).start();
    try {
      assertThat(process.getInputStream().read()).isEqualTo('\n');
      WrittenBytes written = new WrittenBytes(process.pid());

      assertThat(written.increased().orElseThrow()).isBetween(3_000_000L, 3_100_000L);
      assertThat(written.increased()).isEmpty();
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(new WrittenBytes(process.pid()).increased()).isEmpty();
  }
}
