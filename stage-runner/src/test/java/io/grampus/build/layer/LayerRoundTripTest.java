package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees through a layer and GNU tar, which shares no code with this. */
final class LayerRoundTripTest {
  @TempDir private Path temporary;

  @Test
  void gnuTarMakesTheSameTreeOfALayer() throws Exception {
    long seed = System.nanoTime();
    for (int round = 0; round < 5; round++) {
      Path original = Files.createDirectory(temporary.resolve("original" + round));
      Path copy = Files.createDirectory(temporary.resolve("copy" + round));
      try (TestTree tree = new TestTree(original)) {
        new RandomTree(tree, seed + round).fill(120);
        byte[] layer = layer(tree);
        assertThat(layer(tree)).as("seed %d", seed + round).isEqualTo(layer);
        extract(layer, copy);
      }
      assertThat(describe(copy)).as("seed %d", seed + round).isEqualTo(describe(original));
    }
  }

  /** Owners are compared through the numbers in the layer; extracting as nobody loses them. */
  private static SortedMap<String, String> describe(Path root) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (TestTree tree = new TestTree(root)) {
      ImageFileReader reader = TestTree.reader(new MemorySideNotes());
      TestTree.access()
          .walk()
          .walk(
              tree.root(),
              (directory, name, path, status) -> {
                ImageFile file = reader.read(directory, name, status);
                String content = "";
                if (status.isRegular()) {
                  content = content(directory, name);
                } else if (status.isSymlink()) {
                  content =
                      new String(
                          TestTree.access().files().readlinkat(directory, name.toByteArray()),
                          StandardCharsets.ISO_8859_1);
                }
                files.put(
                    path.toString(),
                    file.type()
                        + " "
                        + Integer.toOctalString(file.permissions())
                        + (status.isSymlink() ? "" : " " + file.modified())
                        + " "
                        + status.links()
                        + " "
                        + file.xattrs()
                        + " "
                        + content);
                return true;
              });
    }
    return files;
  }

  private static String content(Fd directory, ByteString name) throws IOException {
    byte[] block = new byte[4096];
    try (Fd file = TestTree.access().files().openat(directory, name.toByteArray(), 0)) {
      int count = TestTree.access().data().pread(file, 0, block, 0, block.length);
      return ByteString.of(block, 0, count).toString();
    }
  }

  private static byte[] layer(TestTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LayerWriter(
            TestTree.reader(new MemorySideNotes()),
            LayerTimes.REPRODUCIBLE,
            warning -> {
              throw new AssertionError(warning);
            })
        .writeTree(tree.root(), out);
    return out.toByteArray();
  }

  private static void extract(byte[] layer, Path target) throws Exception {
    Process tar =
        new ProcessBuilder(
                "tar",
                "-x",
                "-p",
                "--warning=no-timestamp",
                "--no-same-owner",
                "--xattrs",
                "--xattrs-include=user.*")
            .directory(target.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = tar.getOutputStream()) {
      in.write(layer);
    }
    assertThat(tar.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tar.exitValue()).isZero();
  }
}
