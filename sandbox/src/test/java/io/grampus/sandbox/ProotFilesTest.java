package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.sandbox.ProotFiles.Binding;
import io.grampus.sandbox.ProotFiles.MadeDirectory;
import io.grampus.sandbox.ProotFiles.MadeFile;
import io.grampus.sandbox.ProotFiles.MadeLink;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProotFilesTest {
  private static final Path SCRATCH = Path.of("/store/tmp/p");

  @Test
  void aTmpfsIsADirectoryThatIsThrownAway() {
    ProotFiles files =
        ProotFiles.of(
            List.of(
                new Mount.Proc("/proc"),
                new Mount.Tmpfs("/dev", "mode=755"),
                new Mount.EmptyFile("/dev/null"),
                new Mount.Bind(Path.of("/dev/null"), "/dev/null", false),
                new Mount.EmptyDirectory("/dev/shm"),
                new Mount.Tmpfs("/dev/shm", "mode=1777"),
                new Mount.Link("/dev/fd", "/proc/self/fd")),
            SCRATCH);

    assertThat(files.bindings())
        .containsExactly(
            new Binding(Path.of("/proc"), "/proc"),
            new Binding(SCRATCH.resolve("m0"), "/dev"),
            new Binding(Path.of("/dev/null"), "/dev/null"),
            new Binding(SCRATCH.resolve("m1"), "/dev/shm"));
    assertThat(files.files())
        .containsExactly(
            new MadeDirectory(SCRATCH.resolve("m0")),
            new MadeFile(SCRATCH.resolve("m0/null")),
            new MadeDirectory(SCRATCH.resolve("m0/shm")),
            new MadeDirectory(SCRATCH.resolve("m1")),
            new MadeLink(SCRATCH.resolve("m0/fd"), "/proc/self/fd"));
  }

  @Test
  void makesNothingInTheImage() {
    assertThatThrownBy(() -> ProotFiles.of(List.of(new Mount.EmptyFile("/etc/x")), SCRATCH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
