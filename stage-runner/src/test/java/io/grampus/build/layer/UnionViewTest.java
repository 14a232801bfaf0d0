package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merged view of a stack of layers. */
final class UnionViewTest {
  @TempDir private Path temporary;
  private TestTree base;
  private TestTree upper;
  private UnionView view;

  @BeforeEach
  void makeLayers() throws IOException {
    base = new TestTree(Files.createDirectory(temporary.resolve("base")));
    upper = new TestTree(Files.createDirectory(temporary.resolve("upper")));
    view = UnionView.open(TestTree.access(), List.of(base.path(), upper.path()));
    base.directory("tree-of-usr", 0755)
        .directory("tree-of-usr/lib", 0755)
        .file("tree-of-usr/lib/libc", "c")
        .link("lib", "tree-of-usr/lib")
        .link("abs", "/lib/libc")
        .link("up", "../../../tree-of-usr")
        .link("tree-of-usr/self", ".")
        .link("tree-of-usr/out", "../../../../etc/../tree-of-usr/lib")
        .link("loop", "loop2")
        .link("loop2", "loop")
        .link("dangling", "/none/where")
        .directory("gone", 0755)
        .file("gone/f", "")
        .directory("opaque", 0755)
        .file("opaque/below", "")
        .file("file", "below");
    upper
        .directory("tree-of-usr", 0700)
        .directory("tree-of-usr/lib", 0755)
        .file("tree-of-usr/lib/libm", "m")
        .whiteout("gone")
        .directory("opaque", 0755)
        .opaque("opaque")
        .file("opaque/above", "")
        .file("file", "above");
  }

  @AfterEach
  void close() {
    view.close();
    base.close();
    upper.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, ''",
    "/.., ''",
    "lib, tree-of-usr/lib",
    "/lib/libc, tree-of-usr/lib/libc",
    "abs, tree-of-usr/lib/libc",
    "up/lib, tree-of-usr/lib",
    "tree-of-usr/self/self/lib/../lib, tree-of-usr/lib",
    "tree-of-usr/out/libm, tree-of-usr/lib/libm",
    "lib/.., tree-of-usr",
    "//tree-of-usr///./lib/, tree-of-usr/lib",
  })
  void resolvesInsideTheRoot(String path, String expected) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(path), true)) {
      assertThat(found.path()).isEqualTo(ByteString.of(expected));
      assertThat(found).isNotInstanceOf(Resolution.Missing.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, none",
    "dangling, none/where",
    "dangling/x/../y, none/where/y",
    "gone/f, gone/f",
    "opaque/below, opaque/below",
    "lib/new/dir, tree-of-usr/lib/new/dir",
    "none/../lib2, lib2",
  })
  void namesThePlaceOfWhatDoesNotExist(String path, String expected) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(path), true)) {
      assertThat(found).isEqualTo(new Resolution.Missing(ByteString.of(expected)));
    }
  }

  @Test
  void leavesALinkAtTheEndWhenAskedTo() throws IOException {
    try (Resolution found = view.resolve(ByteString.of("lib"), false)) {
      assertThat(found).isInstanceOf(Resolution.File.class);
      assertThat(((Resolution.File) found).entry().status().isSymlink()).isTrue();
    }
    try (Resolution found = view.resolve(ByteString.of("lib/"), false)) {
      assertThat(found.path()).isEqualTo(ByteString.of("lib"));
    }
  }

  @Test
  void theTopmostFileWins() throws IOException {
    try (Resolution found = view.resolve(ByteString.of("file"), true)) {
      UnionEntry entry = ((Resolution.File) found).entry();
      byte[] content = new byte[5];
      assertThat(entry.depth()).isZero();
      assertThat(entry.status().size()).isEqualTo(content.length);
    }
    try (Resolution found = view.resolve(ByteString.of("tree-of-usr"), true)) {
      assertThat(((Resolution.Directory) found).directory().status().permissions()).isEqualTo(0700);
    }
  }

  @Test
  void mergesListings() throws IOException {
    assertThat(names("tree-of-usr/lib")).containsExactly("libc", "libm");
    assertThat(names("opaque")).containsExactly("above");
    assertThat(names("")).contains("file", "lib", "tree-of-usr").doesNotContain("gone");
  }

  @Test
  void givesUpOnCirclesOfLinks() {
    assertThatThrownBy(() -> view.resolve(ByteString.of("loop"), true))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
  }

  @Test
  void aFileIsNoDirectory() {
    for (String path : List.of("file/x", "file/..", "abs/x")) {
      assertThatThrownBy(() -> view.resolve(ByteString.of(path), true))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTDIR));
    }
  }

  @Test
  void noLayersMakeAnEmptyRoot() throws IOException {
    try (UnionView empty = UnionView.open(TestTree.access(), List.of());
        Resolution found = empty.resolve(ByteString.of("a/b"), true)) {
      assertThat(found).isEqualTo(new Resolution.Missing(ByteString.of("a/b")));
    }
  }

  private List<String> names(String path) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(path), true)) {
      return ((Resolution.Directory) found)
          .directory().list().stream().map(entry -> entry.name().toString()).toList();
    }
  }
}
