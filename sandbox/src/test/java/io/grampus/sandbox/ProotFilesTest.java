package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.ByteString;
import io.grampus.sandbox.ProotFiles.Binding;
import io.grampus.sandbox.ProotFiles.MadeDirectory;
import io.grampus.sandbox.ProotFiles.MadeFile;
import io.grampus.sandbox.ProotFiles.MadeLink;
import io.grampus.sandbox.ProotFiles.MadeSecret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProotFilesTest {
  private static final Path SCRATCH = Path.of("/store/tmp/p");
  private static final Path MEMORY = Path.of("/dev/shm/m");

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
            SCRATCH,
            MEMORY);

    assertThat(files.bindings())
        .containsExactly(
            new Binding(Path.of("/proc"), "/proc"),
            new Binding(SCRATCH.resolve("m0"), "/dev"),
            new Binding(Path.of("/dev/null"), "/dev/null"),
            new Binding(SCRATCH.resolve("m1"), "/dev/shm"));
    assertThat(files.files())
        .containsExactly(
            new MadeDirectory(SCRATCH.resolve("m0"), 0755),
            new MadeFile(SCRATCH.resolve("m0/null")),
            new MadeDirectory(SCRATCH.resolve("m0/shm"), 0755),
            new MadeDirectory(SCRATCH.resolve("m1"), 01777),
            new MadeLink(SCRATCH.resolve("m0/fd"), "/proc/self/fd"));
  }

  @Test
  void secretsAreInMemoryAndBoundFromThere() {
    MemoryFile secret =
        new MemoryFile("0", ByteString.of("hush"), 0400, RootlessContainersOwner.none());
    Path place = SCRATCH.resolve("secrets");

    ProotFiles files =
        ProotFiles.of(
            List.of(
                new Mount.Memory(place, List.of(secret)),
                new Mount.Bind(place.resolve("0"), "/run/secrets/token", false),
                new Mount.ReadOnly("/run/secrets/token")),
            SCRATCH,
            MEMORY);

    assertThat(files.bindings())
        .containsExactly(new Binding(MEMORY.resolve("s0/0"), "/run/secrets/token"));
    assertThat(files.files())
        .containsExactly(
            new MadeDirectory(MEMORY.resolve("s0"), 0700),
            new MadeSecret(MEMORY.resolve("s0/0"), secret));
  }

  @Test
  void mountPointsInAMountAreMadeInItsSource() {
    Path cache = Path.of("/store/cache/1");

    ProotFiles files =
        ProotFiles.of(
            List.of(
                new Mount.Bind(cache, "/cache", false),
                new Mount.EmptyDirectory("/cache/in"),
                new Mount.Tmpfs("/cache/in", "mode=1777,size=1")),
            SCRATCH,
            MEMORY);

    assertThat(files.files())
        .containsExactly(
            new MadeDirectory(cache.resolve("in"), 0755),
            new MadeDirectory(SCRATCH.resolve("m0"), 01777));
  }

  @Test
  void makesNothingInTheImage() {
    assertThatThrownBy(() -> ProotFiles.of(List.of(new Mount.EmptyFile("/etc/x")), SCRATCH, MEMORY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
