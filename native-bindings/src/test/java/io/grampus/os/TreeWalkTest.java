package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walking and removing trees, friendly and hostile. */
final class TreeWalkTest {
  private static final int DIRECTORY = OpenFlags.RDONLY | OpenFlags.DIRECTORY;

  @TempDir private Path temporary;
  private final FileCalls files = new FileCalls(new LinuxSyscalls());

  @Test
  void visitsParentsFirstAndNamesInByteOrder() throws IOException {
    for (String directory : List.of("a/b", "a.b", "B")) {
      Files.createDirectories(temporary.resolve(directory));
    }
    Files.writeString(temporary.resolve("a/b/f"), "");
    Files.createSymbolicLink(temporary.resolve("z"), Path.of("/no/such"));
    List<String> left = new ArrayList<>();

    assertThat(walk(left)).containsExactly("B", "a", "a/b", "a/b/f", "a.b", "z");
    assertThat(left).containsExactly("B", "a/b", "a", "a.b");
  }

  @Test
  void readsClosedDirectoriesAndClosesThemAgain() throws IOException {
    Files.createDirectories(temporary.resolve("closed/inner/leaf"));
    mode("closed/inner", 0);
    mode("closed", 0100);

    assertThat(walk(new ArrayList<>()))
        .containsExactly("closed", "closed/inner", "closed/inner/leaf");
    assertThat(mode("closed")).isEqualTo(0100);
    mode("closed", 0700);
    assertThat(mode("closed/inner")).isZero();
  }

  @Test
  void closesDirectoriesAgainWhenTheVisitorFails() throws IOException {
    Files.createDirectories(temporary.resolve("closed/inner"));
    mode("closed", 0);

    assertThatThrownBy(
            () -> {
              try (Fd root = root()) {
                new TreeWalk(files)
                    .walk(
                        root,
                        (directory, name, path, status) -> {
                          if (path.equals(ByteString.of("closed/inner"))) {
                            throw new IOException("stop");
                          }
                          return true;
                        });
              }
            })
        .hasMessage("stop");
    assertThat(mode("closed")).isZero();
  }

  @Test
  void goesDeeperThanThereAreDescriptorsOrAPathCanBeLong() throws IOException {
    int depth = 3000;
    makeDeep(depth);

    List<String> left = new ArrayList<>();
    assertThat(walk(left)).hasSize(depth);
    assertThat(left).hasSize(depth);
    try (Fd root = root()) {
      new TreeRemover(files).remove(root, bytes("deep"));
    }
    assertThat(temporary.resolve("deep")).doesNotExist();
  }

  @Test
  void noticesADirectoryMovedAwayDuringTheWalk() throws IOException {
    Files.createDirectories(temporary.resolve("a/b/c"));
    Files.createDirectories(temporary.resolve("elsewhere"));

    assertThatThrownBy(
            () -> {
              try (Fd root = root()) {
                new TreeWalk(files)
                    .walk(
                        root,
                        (directory, name, path, status) -> {
                          if (path.equals(ByteString.of("a/b/c"))) {
                            Files.move(temporary.resolve("a/b"), temporary.resolve("elsewhere/b"));
                          }
                          return true;
                        });
              }
            })
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("moved");
  }

  @Test
  void removesOnlyTheTree() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "");
    Path tree = Files.createDirectories(temporary.resolve("tree/d/e")).getParent().getParent();
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.createLink(tree.resolve("hard"), outside.resolve("keep"));
    Files.writeString(tree.resolve("d/e/f"), "");
    mode("tree/d/e", 0500);
    mode("tree/d", 0);
    mode("tree", 0);

    try (Fd root = root()) {
      new TreeRemover(files).remove(root, bytes("tree"));
      new TreeRemover(files).remove(root, bytes("tree"));
    }

    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("keep")).exists();
  }

  @Test
  void removesALinkInsteadOfWhatItNames() throws IOException {
    Path target = Files.createDirectory(temporary.resolve("target"));
    Files.createSymbolicLink(temporary.resolve("link"), target);

    try (Fd root = root()) {
      new TreeRemover(files).remove(root, bytes("link"));
    }

    assertThat(target).exists();
    assertThat(Files.isSymbolicLink(temporary.resolve("link"))).isFalse();
  }

  private List<String> walk(List<String> left) throws IOException {
    List<String> visited = new ArrayList<>();
    try (Fd root = root()) {
      new TreeWalk(files)
          .walk(
              root,
              new TreeWalk.Visitor() {
                @Override
                public boolean visit(
                    Fd directory, ByteString name, ByteString path, FileStatus status) {
                  visited.add(path.toString());
                  return true;
                }

                @Override
                public void leave(Fd parent, ByteString name, ByteString path) {
                  left.add(path.toString());
                }
              });
    }
    return visited;
  }

  private void makeDeep(int depth) throws IOException {
    Fd current = root();
    for (int i = 0; i < depth; i++) {
      byte[] name = bytes(i == 0 ? "deep" : "d");
      files.mkdirat(current, name, 0700);
      Fd next = files.openat(current, name, DIRECTORY);
      current.close();
      current = next;
    }
    current.close();
  }

  private void mode(String name, int permissions) throws IOException {
    try (Fd root = root()) {
      files.fchmodat(root, bytes(name), permissions);
    }
  }

  private int mode(String name) throws IOException {
    try (Fd root = root()) {
      return files.statx(root, bytes(name)).permissions();
    }
  }

  private Fd root() throws IOException {
    return files.openat(Fd.CURRENT_DIRECTORY, bytes(temporary.toString()), DIRECTORY);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
