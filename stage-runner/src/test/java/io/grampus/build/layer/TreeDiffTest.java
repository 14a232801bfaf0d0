package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upper directory changes of the layers below. */
final class TreeDiffTest {
  @TempDir private Path temporary;
  private TestTree base;
  private TestTree middle;
  private TestTree upper;

  @BeforeEach
  void makeLayers() throws IOException {
    base = new TestTree(Files.createDirectory(temporary.resolve("base")));
    middle = new TestTree(Files.createDirectory(temporary.resolve("middle")));
    upper = new TestTree(Files.createDirectory(temporary.resolve("upper")));
  }

  @AfterEach
  void close() {
    base.close();
    middle.close();
    upper.close();
  }

  @Test
  void anEmptyUpperChangesNothing() throws IOException {
    base.file("f", "x");

    assertThat(changes()).isEmpty();
  }

  @Test
  void tellsNewAndChangedFilesWithTheirParents() throws IOException {
    base.directory("etc", 0755).directory("etc/a", 0755).file("etc/a/f", "old");
    upper.directory("etc", 0755).directory("etc/a", 0755).file("etc/a/f", "new").file("new", "");

    assertThat(changes())
        .containsExactly("PARENT etc", "PARENT etc/a", "MODIFIED etc/a/f", "ADDED new");
  }

  @Test
  void dropsWhatWasOnlyCopiedUp() throws IOException {
    base.directory("d", 0755).file("d/f", "same").link("d/l", "f").fifo("d/p");
    upper.directory("d", 0755).file("d/f", "same").link("d/l", "f").fifo("d/p");
    upper.time("d", new Timestamp(5, 5)).xattr("d/f", "user.overlay.origin", new byte[] {1});

    assertThat(changes()).isEmpty();
  }

  @Test
  void seesEveryKindOfDifference() throws IOException {
    for (String name : List.of("content", "mode", "owner", "time", "xattr", "same", "size")) {
      base.file(name, "abc");
      upper.file(name, name.equals("content") ? "abd" : name.equals("size") ? "abcd" : "abc");
    }
    base.link("link", "a");
    upper.link("link", "b");
    upper
        .mode("mode", 04755)
        .owner("owner", 0, 33)
        .time("time", new Timestamp(1_700_000_000L, 1))
        .xattr("xattr", "user.x", new byte[] {0});

    assertThat(changes())
        .containsExactly(
            "MODIFIED content",
            "MODIFIED link",
            "MODIFIED mode",
            "MODIFIED owner",
            "MODIFIED size",
            "MODIFIED time",
            "MODIFIED xattr");
  }

  @Test
  void treatsTheWrittenAndTheImpliedOwnerAlike() throws IOException {
    base.file("f", "x");
    upper.file("f", "x").owner("f", 0, 0xFFFFFFFFL);

    assertThat(changes()).isEmpty();
  }

  @Test
  void tellsDirectoriesWhoseOwnMetadataChanged() throws IOException {
    base.directory("d", 0755);
    upper.directory("d", 0700);

    assertThat(changes()).containsExactly("MODIFIED d");
  }

  @Test
  void tellsDeletionsOnlyOfWhatIsThere() throws IOException {
    base.directory("d", 0755).file("d/base", "");
    middle.directory("d", 0755).file("d/middle", "").whiteout("d/base");
    upper.directory("d", 0755).whiteout("d/base").whiteout("d/middle").whiteout("d/never");

    assertThat(changes()).containsExactly("PARENT d", "DELETED d/middle");
  }

  @Test
  void knowsWhiteoutsThatAreMarkedFiles() throws IOException {
    base.file("f", "x");
    upper.file("f", "").xattr("f", "user.overlay.whiteout", new byte[0]);

    assertThat(changes()).containsExactly("DELETED f");
  }

  @Test
  void anOpaqueDirectoryDeletesWhatItHides() throws IOException {
    base.directory("d", 0755).file("d/b", "").file("d/d", "").file("d/same", "s");
    middle.directory("d", 0755).file("d/a", "").directory("d/e", 0755).file("d/e/f", "");
    upper.directory("d", 0755).opaque("d").file("d/c", "").file("d/same", "s");

    assertThat(changes())
        .containsExactly(
            "PARENT d", "DELETED d/a", "DELETED d/b", "ADDED d/c", "DELETED d/d", "DELETED d/e");
  }

  @Test
  void whatIsInAnOpaqueDirectoryHidesWhatIsBelowToo() throws IOException {
    base.directory("d", 0755).directory("d/e", 0755).directory("d/e/f", 0755);
    base.file("d/e/f/gone", "").file("d/e/f/kept", "").file("d/e/gone", "");
    upper.directory("d", 0755).opaque("d").directory("d/e", 0755).directory("d/e/f", 0755);
    upper.file("d/e/f/kept", "");

    assertThat(changes())
        .containsExactly(
            "PARENT d", "PARENT d/e", "PARENT d/e/f", "DELETED d/e/f/gone", "DELETED d/e/gone");
  }

  @Test
  void aMiddleOpaqueDirectoryHidesTheBase() throws IOException {
    base.directory("d", 0755).file("d/f", "x");
    middle.directory("d", 0755).opaque("d");
    upper.directory("d", 0755).file("d/f", "x").opaque("d");

    assertThat(changes()).containsExactly("PARENT d", "ADDED d/f");
  }

  @Test
  void replacesAcrossTypes() throws IOException {
    base.directory("d", 0755).file("d/f", "").file("f", "").link("s", "d");
    upper.file("d", "").directory("f", 0755).file("f/new", "").directory("s", 0755).opaque("s");

    assertThat(changes()).containsExactly("ADDED d", "ADDED f", "ADDED f/new", "ADDED s");
  }

  @Test
  void keepsACopiedUpFileThatGotASecondName() throws IOException {
    base.file("f", "x");
    upper.file("f", "x").hardLink("g", "f");

    assertThat(changes()).containsExactly("MODIFIED f", "ADDED g");
  }

  @Test
  void readsFilesOfModeZero() throws IOException {
    base.file(TestTree.bytes("shadow"), TestTree.bytes("secret"), 0).mode("shadow", 0600);
    base.owner("shadow", 0, 42).mode("shadow", 0);
    upper.file(TestTree.bytes("shadow"), TestTree.bytes("secret"), 0600).owner("shadow", 0, 42);
    upper.mode("shadow", 0);

    assertThat(changes()).isEmpty();
    assertThat(base.image("shadow").orElseThrow().permissions()).isZero();
    assertThat(upper.image("shadow").orElseThrow().permissions()).isZero();
  }

  @Test
  void refusesAnUpperThatHoldsReferencesOnly() throws IOException {
    base.directory("d", 0755);
    upper.directory("e", 0755).xattr("e", "user.overlay.redirect", TestTree.bytes("d"));

    assertThatThrownBy(this::changes)
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("overlay-feature"))
        .hasMessageContaining("/e");
  }

  private List<String> changes() throws IOException {
    List<String> told = new ArrayList<>();
    try (UnionView lower = UnionView.open(TestTree.access(), List.of(base.path(), middle.path()))) {
      new TreeDiff(TestTree.reader(new MemorySideNotes()))
          .compare(
              lower,
              upper.root(),
              new ChangeSink() {
                @Override
                public void present(ChangeKind kind, TreeEntry entry) {
                  told.add(kind + " " + entry.path());
                }

                @Override
                public void deleted(ByteString path) {
                  told.add("DELETED " + path);
                }
              });
    }
    return told;
  }
}
