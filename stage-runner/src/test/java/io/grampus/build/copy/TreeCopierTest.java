package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.TestTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.ByteString;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.GrampusException;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY: where things go, with which metadata, and what is refused. */
final class TreeCopierTest {
  @TempDir private Path temporary;
  private CopyFixture copy;

  @BeforeEach
  void makeTrees() throws IOException {
    copy = new CopyFixture(temporary);
  }

  @AfterEach
  void close() {
    copy.close();
  }

  @Test
  void copiesAFileToAName() throws IOException {
    copy.context.file("a.txt", "A");
    copy.context.time("a.txt", new Timestamp(1_600_000_000L, 5)).mode("a.txt", 04711);

    copy.copy("/new/dir/b.txt", "a.txt");

    ImageFile file = copy.upper.image("new/dir/b.txt").orElseThrow();
    assertThat(copy.read("new/dir/b.txt")).isEqualTo("A");
    assertThat(file.permissions()).isEqualTo(04711);
    assertThat(file.owner()).isEqualTo(Owner.ROOT);
    assertThat(file.modified()).isEqualTo(new Timestamp(1_600_000_000L, 5));
    assertThat(copy.upper.image("new/dir").orElseThrow())
        .isEqualTo(ImageFile.directory(0755, Owner.ROOT, CopyFixture.NOW));
  }

  @Test
  void copiesManyFilesOfManyDirectoriesAsTheyAre() throws IOException {
    for (int d = 0; d < 60; d++) {
      String directory = "d" + d;
      copy.context.directory(directory, 0755);
      for (int f = 0; f < 40; f++) {
        String name = directory + "/f" + f;
        copy.context.file(name, ("content of " + name).repeat(f == 7 ? 10_000 : f));
        copy.context.time(name, new Timestamp(1_000_000L + f, d)).mode(name, 0400 + f);
      }
      copy.context.time(directory, new Timestamp(77L + d, 0)).mode(directory, 0700 + d % 8);
    }

    copy.copy("/t/", ".");

    for (int d = 0; d < 60; d++) {
      ImageFile directory = copy.upper.image("t/d" + d).orElseThrow();
      assertThat(directory.permissions()).isEqualTo(0700 + d % 8);
      assertThat(directory.modified()).isEqualTo(new Timestamp(77L + d, 0));
      for (int f = 0; f < 40; f++) {
        String name = "d" + d + "/f" + f;
        ImageFile file = copy.upper.image("t/" + name).orElseThrow();
        assertThat(file.permissions()).isEqualTo(0400 + f);
        assertThat(file.modified()).isEqualTo(new Timestamp(1_000_000L + f, d));
        assertThat(copy.read("t/" + name))
            .isEqualTo(("content of " + name).repeat(f == 7 ? 10_000 : f));
      }
    }
  }

  @Test
  void copiesAFileIntoADirectory() throws IOException {
    copy.context.file("a.txt", "A").directory("sub", 0755).file("sub/b.txt", "B");
    copy.base.directory("have", 0755);

    copy.copy("/have", "a.txt");
    copy.copy("/made/", "a.txt", "sub/b.txt");
    copy.copy("/", "./sub/../a.txt");
    copy.copy("/dot/.", "/a.txt");

    for (String name : List.of("have/a.txt", "made/a.txt", "made/b.txt", "a.txt", "dot/a.txt")) {
      assertThat(copy.has(name)).as(name).isTrue();
    }
  }

  @Test
  void copiesTheContentsOfADirectoryNotTheDirectory() throws IOException {
    copy.context.directory("src", 0700).directory("src/in", 0750).file("src/in/f", "x");
    copy.context.file("src/.hidden", "").time("src/in", new Timestamp(9, 0));

    copy.copy("/dest", "src");
    copy.copy("/slash/", "src/");

    assertThat(copy.has("dest/.hidden")).isTrue();
    assertThat(copy.has("slash/in/f")).isTrue();
    assertThat(copy.upper.image("dest").orElseThrow().permissions()).isEqualTo(0755);
    assertThat(copy.upper.image("dest/in").orElseThrow())
        .isEqualTo(ImageFile.directory(0750, Owner.ROOT, new Timestamp(9, 0)));
  }

  @Test
  void mergesDirectoriesAndTakesTheMetadataOfTheSourceBelowTheTop() throws IOException {
    copy.base
        .directory("dest", 0700)
        .owner("dest", 7, 8)
        .xattr("dest", "user.kept", new byte[] {1})
        .directory("dest/in", 0700)
        .owner("dest/in", 5, 5)
        .file("dest/in/old", "");
    copy.context.directory("src", 0755).directory("src/in", 01777).file("src/in/new", "");

    copy.copy("/dest", "src");

    ImageFile top = copy.upper.image("dest").orElseThrow();
    assertThat(top.permissions()).isEqualTo(0700);
    assertThat(top.owner()).isEqualTo(new Owner(7, 8));
    assertThat(top.xattrs()).containsKey(ByteString.of("user.kept"));
    ImageFile in = copy.upper.image("dest/in").orElseThrow();
    assertThat(in.permissions()).isEqualTo(01777);
    assertThat(in.owner()).isEqualTo(Owner.ROOT);
    assertThat(copy.has("dest/in/new")).isTrue();
    assertThat(copy.has("dest/in/old")).isFalse();
    assertThat(copy.upper.image("dest/in").orElseThrow().xattrs()).isEmpty();
  }

  @Test
  void theDestinationHasTheTimeOfTheDirectoryCopiedLast() throws IOException {
    Timestamp first = new Timestamp(9, 7);
    Timestamp second = new Timestamp(-5, 3);
    copy.base.directory("there", 0755).directory("later", 0755);
    copy.context.directory("a", 0755).file("a/f", "x").directory("b", 0755).file("b/g", "x");
    copy.context.file("h", "x").time("a", first).time("b", second);

    copy.copy("/new/d", "a");
    copy.copy("/there", "a", "b");
    copy.copy("/later/", "a", "h");
    copy.copy("/all", ".");

    assertThat(modified("new")).isEqualTo(CopyFixture.NOW);
    assertThat(modified("new/d")).isEqualTo(first);
    assertThat(modified("there")).isEqualTo(second);
    assertThat(modified("later")).isEqualTo(CopyFixture.NOW);
    assertThat(modified("all")).isEqualTo(CopyFixture.NOW);
    assertThat(modified("all/a")).isEqualTo(first);
  }

  private Timestamp modified(String name) throws IOException {
    return copy.upper.image(name).orElseThrow().modified();
  }

  @Test
  void followsLinksOfTheImageInsideTheImage() throws IOException {
    copy.base
        .directory("tree", 0755)
        .directory("tree/lib", 0755)
        .link("lib", "tree/lib")
        .link("abs", "/tree/lib/")
        .link("out", "../../../../../../made/outside")
        .link("tree/file", "/target");
    copy.context.file("f", "x").directory("d", 0755).file("d/g", "");

    copy.copy("/lib/f", "f");
    copy.copy("/abs/", "d");
    copy.copy("/out/", "f");
    copy.copy("/tree/file", "f");

    for (String name : List.of("tree/lib/f", "tree/lib/g", "made/outside/f", "target")) {
      assertThat(copy.has(name)).as(name).isTrue();
    }
    assertThat(copy.upper.image("lib")).isEmpty();
  }

  @Test
  void replacesFilesAndLinksButNothingAcrossTypes() throws IOException {
    copy.base.file("f", "old").link("l", "f").directory("d", 0755).directory("x", 0755);
    copy.base.link("x/sub", "../d");
    copy.context.directory("src", 0755).file("src/f", "new").file("src/l", "no link");
    copy.context.directory("tree", 0755).directory("tree/f", 0755);
    copy.context.directory("files", 0755).file("files/d", "");
    copy.context.directory("under", 0755).directory("under/sub", 0755);

    copy.copy("/", "src");

    assertThat(copy.read("f")).isEqualTo("new");
    assertThat(copy.upper.image("l").orElseThrow().type()).isEqualTo(FileType.REGULAR);
    assertRefused("copy-directory-over-file", "/f", "/", "tree");
    assertRefused("copy-directory-over-file", "/f", "/f", "tree");
    assertRefused("copy-directory-over-file", "/f", "/f/", "src/f");
    assertRefused("copy-file-over-directory", "/d", "/", "files");
    assertRefused("copy-directory-over-file", "/x/sub", "/x", "under");
  }

  @Test
  void keepsTheSourceInsideTheContext() throws IOException {
    Files.writeString(temporary.resolve("secret"), "secret");
    copy.context
        .link("up", "../secret")
        .link("abs", temporary.resolve("secret").toString())
        .link("loop", "loop")
        .file("f", "x")
        .link("clamped", "../../f");

    assertRefused("copy-source-missing", "/secret", "/x", "../secret");
    assertRefused("copy-source-missing", "/up", "/x", "up");
    assertRefused("copy-source-missing", "/abs", "/x", "abs");
    assertRefused("path-impossible", "/loop", "/x", "loop");
    assertRefused("copy-source-missing", "/none", "/x", "none");
    copy.copy("/x", "clamped");
    assertThat(copy.read("x")).isEqualTo("x");
  }

  @Test
  void saysWhyASourceOutsideIsNotThere() {
    assertThatThrownBy(() -> copy.copy("/x", "../secret"))
        .isInstanceOfSatisfying(
            CopyException.class,
            e -> assertThat(e.hint()).contains("cannot lie outside of the build context"));
  }

  @Test
  void copiesLinksInsideADirectoryAsTheyAre() throws IOException {
    copy.context.directory("d", 0755).link("d/l", "/anywhere/else").link("dir", "d");

    copy.copy("/x", "dir");

    assertThat(Files.readSymbolicLink(copy.upper.path().resolve("x/l")))
        .isEqualTo(Path.of("/anywhere/else"));
  }

  @Test
  void findsWhatWildcardsMatch() throws IOException {
    copy.context
        .file("a1.txt", "1")
        .file("a2.txt", "2")
        .file("b.txt", "")
        .directory("s1", 0755)
        .file("s1/x.c", "")
        .directory("s1/deep", 0755)
        .file("s1/deep/y.c", "")
        .file("s1/[z]", "");

    copy.copy("/a/", "a?.txt");
    copy.copy("/c/", "s*/*.c");
    copy.copy("/lit/", "s1/[[]z]");
    copy.copy("/none/", "*.nothing");

    assertThat(copy.has("a/a1.txt") && copy.has("a/a2.txt")).isTrue();
    assertThat(copy.has("a/b.txt")).isFalse();
    assertThat(copy.has("c/x.c")).isTrue();
    assertThat(copy.has("c/y.c") || copy.has("c/deep")).isFalse();
    assertThat(copy.has("lit/[z]")).isTrue();
  }

  @Test
  void leavesOutWhatTheRulesLeaveOut() throws IOException {
    copy.context
        .directory("d", 0755)
        .file("d/keep", "")
        .file("d/drop.o", "")
        .directory("d/gone", 0700)
        .file("d/gone/x", "")
        .directory("d/part", 0711)
        .file("d/part/x", "")
        .file("d/part/back", "");
    IgnoreRules ignored = IgnoreRules.of(List.of("**/*.o", "d/gone", "d/part", "!d/part/back"));

    copy.copy(ignored, CopyFixture.request("/", "."));

    assertThat(copy.has("d/keep")).isTrue();
    assertThat(copy.has("d/drop.o") || copy.has("d/gone") || copy.has("d/part/x")).isFalse();
    assertThat(copy.upper.image("d/part").orElseThrow().permissions()).isEqualTo(0711);
    assertThatThrownBy(() -> copy.copy(ignored, CopyFixture.request("/y", "d/drop.o")))
        .isInstanceOfSatisfying(
            CopyException.class, e -> assertThat(e.hint()).contains(".dockerignore"));
  }

  @Test
  void excludesByThePathBelowTheSource() throws IOException {
    copy.context.directory("d", 0755).file("d/a", "").file("d/b", "");
    CopyRequest request = excluding("/x", SourceSelection.matching(List.of("d")), "a");

    copy.copy(IgnoreRules.none(), request);

    assertThat(copy.has("x/b")).isTrue();
    assertThat(copy.has("x/a")).isFalse();
  }

  @Test
  void excludesAFileThatAWildcardFindsByItsName() throws IOException {
    copy.context.file("home.txt", "").file("home.md", "").file("other.md", "");

    copy.copy(
        IgnoreRules.none(),
        excluding("/x/", SourceSelection.matching(List.of("hom*")), "*.txt", "other.*"));

    assertThat(copy.has("x/home.md")).isTrue();
    assertThat(copy.has("x/home.txt") || copy.has("x/other.md")).isFalse();
  }

  private static CopyRequest excluding(
      String destination, List<SourceSelection> sources, String... patterns) {
    return new CopyRequest(
        sources, destination, null, null, IgnoreRules.of(List.of(patterns)), false);
  }

  @Test
  void keepsTheDirectoriesThatLeadToASource() throws IOException {
    copy.context.directory("a", 0700).directory("a/b", 0750).file("a/b/one", "1");
    copy.context.directory("c", 0755).file("c/two", "2").file("three", "3");

    copyWithParents("/x", "a/b/one", "./three");

    assertThat(copy.read("x/a/b/one")).isEqualTo("1");
    assertThat(copy.has("x/three")).isTrue();
    assertThat(copy.has("x/c")).isFalse();
    assertThat(copy.upper.image("x/a").orElseThrow().permissions()).isEqualTo(0700);
    assertThat(copy.upper.image("x/a/b").orElseThrow().permissions()).isEqualTo(0750);
  }

  @Test
  void keepsParentsFromThePivotOn() throws IOException {
    copy.context.directory("a", 0755).directory("a/b", 0755).directory("a/b/c", 0755);
    copy.context.file("a/b/c/f", "F").directory("z", 0755).directory("z/b", 0755);
    copy.context.directory("z/b/c", 0755).file("z/b/c/g", "G");

    copyWithParents("/x/", "a/./b/c/f", "*/b/./c");

    assertThat(copy.read("x/b/c/f")).isEqualTo("F");
    assertThat(copy.read("x/c/f") + copy.read("x/c/g")).isEqualTo("FG");
    assertThat(copy.has("x/a")).isFalse();
  }

  @Test
  void parentsAreMadeOnlyForWhatAPatternFinds() throws IOException {
    copy.context.directory("a", 0755).file("a/f.md", "").directory("b", 0755).file("b/f.txt", "");
    copy.context.directory("a/deep", 0755).file("a/deep/g.md", "");

    copyWithParents("/x", "**/*.md", "none/*");

    assertThat(copy.has("x/a/f.md") && copy.has("x/a/deep/g.md")).isTrue();
    assertThat(copy.has("x/b")).isFalse();
  }

  @Test
  void parentsCanBeExcludedFrom() throws IOException {
    copy.context.directory("a", 0755).file("a/f.md", "").file("a/f.txt", "");

    copy.copy(
        IgnoreRules.none(), excluding("/x", SourceSelection.withParents(List.of("a")), "**/*.md"));

    assertThat(copy.has("x/a/f.txt")).isTrue();
    assertThat(copy.has("x/a/f.md")).isFalse();
  }

  @Test
  void aParentThatExistsKeepsItsOwnerAndTakesTheMode() throws IOException {
    copy.context.directory("a", 0711).file("a/f", "");
    copy.base.directory("x", 0755).directory("x/a", 0700);

    copyWithParents("/x", "a/f");

    ImageFile parent = copy.upper.image("x/a").orElseThrow();
    assertThat(parent.permissions()).isEqualTo(0711);
    assertThat(parent.modified()).isEqualTo(CopyFixture.NOW);
  }

  @Test
  void refusesAMissingSourceUnderParents() {
    assertThatThrownBy(() -> copyWithParents("/x", "no/such"))
        .isInstanceOfSatisfying(
            CopyException.class, e -> assertThat(e.code()).isEqualTo("copy-source-missing"));
  }

  private void copyWithParents(String destination, String... words) throws IOException {
    copy.copy(
        IgnoreRules.none(),
        CopyFixture.request(destination)
            .taking(SourceSelection.withParents(List.of(words)), false));
  }

  @Test
  void aNamedFileMayHoldWildcards() throws IOException {
    copy.context.file("a*[b", "odd").file("axb", "");

    copy.copy(
        IgnoreRules.none(),
        CopyFixture.request("/x/").taking(SourceSelection.named(List.of("a*[b")), false));

    assertThat(copy.read("x/a*[b")).isEqualTo("odd");
    assertThat(copy.has("x/axb")).isFalse();
  }

  @Test
  void changesModesByWhatTheyWere() throws IOException {
    copy.context.directory("d", 0700).file("d/f", "").mode("d/f", 0600);
    copy.context.directory("d/e", 0700).file("d/run", "").mode("d/run", 0700);
    copy.context.link("d/l", "f");

    copy.copy(IgnoreRules.none(), CopyFixture.owned("/x", "d", Owner.ROOT, "u=rwX,go=rX"));

    assertThat(copy.upper.image("x/f").orElseThrow().permissions()).isEqualTo(0644);
    assertThat(copy.upper.image("x/run").orElseThrow().permissions()).isEqualTo(0755);
    assertThat(copy.upper.image("x/e").orElseThrow().permissions()).isEqualTo(0755);
    assertThat(copy.upper.image("x/l").orElseThrow().permissions()).isEqualTo(0777);
  }

  @Test
  void givesEverythingTheOwnerAndModeAskedFor() throws IOException {
    copy.context.directory("d", 0755).directory("d/e", 0700).file("d/e/f", "").link("d/e/l", "f");
    Owner app = new Owner(4242, 4243);

    copy.copy(IgnoreRules.none(), CopyFixture.owned("/made/x", "d", app, "2755"));

    for (String name : List.of("made", "made/x", "made/x/e", "made/x/e/f", "made/x/e/l")) {
      assertThat(copy.upper.image(name, copy.notes).orElseThrow().owner()).isEqualTo(app);
    }
    for (String name : List.of("made", "made/x", "made/x/e", "made/x/e/f")) {
      assertThat(copy.upper.image(name).orElseThrow().permissions()).as(name).isEqualTo(02755);
    }
  }

  @Test
  void keepsOwnersAndHidesDeletionsOfAnotherStage() throws IOException {
    copy.context
        .directory("d", 0755)
        .owner("d", 1, 1)
        .file("d/f", "x")
        .owner("d/f", 48, 49)
        .file("d/gone", "");
    Path second = Files.createDirectory(temporary.resolve("second"));
    try (TestTree layer = new TestTree(second)) {
      layer.directory("d", 0755).whiteout("d/gone").file("d/new", "");
    }
    MemorySideNotes notes = new MemorySideNotes();
    try (CopySource stage =
        CopySource.ofLayers(
            TestTree.reader(notes),
            List.of(copy.context.path(), second),
            "stage",
            FileDigests.inMemory())) {
      copy.copy(stage, CopyFixture.request("/x", "/d"));
    }

    assertThat(copy.upper.image("x/f").orElseThrow().owner()).isEqualTo(new Owner(48, 49));
    assertThat(copy.upper.image("x").orElseThrow().owner()).isEqualTo(Owner.ROOT);
    assertThat(copy.has("x/new")).isTrue();
    assertThat(copy.has("x/gone")).isFalse();
  }

  @Test
  void keepsHardLinksFifosHolesAttributesAndStrangeNames() throws IOException {
    byte[] strange = {'n', (byte) 0xff, '\n'};
    copy.context
        .directory("d", 0755)
        .directory("d/sub", 0555)
        .file("d/b", "linked")
        .hardLink("d/a", "d/b")
        .hardLink("d/z", "d/b")
        .fifo("d/p")
        .xattr("d/b", "user.x", new byte[] {0, (byte) 0x80});
    byte[] path = ByteString.of("d").child(ByteString.of(strange)).toByteArray();
    copy.context.file(path, new byte[] {1}, 0600);

    copy.copy("/x", "d");

    FileStatus first = TestTree.access().files().statx(copy.upper.root(), TestTree.bytes("x/a"));
    assertThat(first.links()).isEqualTo(3);
    assertThat(copy.upper.image("x/p").orElseThrow().type()).isEqualTo(FileType.FIFO);
    assertThat(copy.upper.image("x/p").orElseThrow().permissions()).isEqualTo(0640);
    assertThat(copy.upper.image("x/z").orElseThrow().xattrs())
        .containsEntry(ByteString.of("user.x"), ByteString.of((byte) 0, (byte) 0x80));
    byte[] copied = ByteString.of("x").child(ByteString.of(strange)).toByteArray();
    assertThat(TestTree.access().files().statx(copy.upper.root(), copied).size()).isEqualTo(1);
  }

  @Test
  void linksAcrossDirectoriesThatCloseThemselves() throws IOException {
    copy.context.directory("d", 0755).directory("d/a", 0755).file("d/a/f", "x");
    copy.context.directory("d/b", 0755).hardLink("d/b/f", "d/a/f").mode("d/a", 0500);
    copy.context.mode("d/b", 0500);

    copy.copy("/x", "d");

    assertThat(Files.getAttribute(copy.upper.path().resolve("x/b/f"), "unix:nlink")).isEqualTo(2);
    assertThat(copy.upper.image("x/a").orElseThrow().permissions()).isEqualTo(0500);
    assertThat(copy.upper.image("x/b").orElseThrow().permissions()).isEqualTo(0500);
  }

  @Test
  void readsClosedFilesAndWritesIntoClosedDirectories() throws IOException {
    copy.context.directory("d", 0755).file(TestTree.bytes("d/f"), TestTree.bytes("x"), 0);
    copy.context.directory("d/e", 0755).file("d/e/g", "").mode("d/e", 0);
    copy.base.directory("closed", 0755).directory("closed/in", 0).mode("closed", 0555);

    copy.copy("/closed/in/", "d");

    assertThat(copy.upper.image("closed").orElseThrow().permissions()).isEqualTo(0555);
    assertThat(copy.upper.image("closed/in").orElseThrow().permissions()).isZero();
    assertThat(copy.upper.image("closed/in/f").orElseThrow().permissions()).isZero();
    assertThat(copy.upper.image("closed/in/e").orElseThrow().permissions()).isZero();
    assertThat(copy.upper.image("closed/in/e/g")).isPresent();
    assertThat(copy.context.image("d/f").orElseThrow().permissions()).isZero();
    assertThat(copy.context.image("d/e").orElseThrow().permissions()).isZero();
    assertThat(copy.base.image("closed/in").orElseThrow().permissions()).isZero();
  }

  @Test
  void takesNothingInAContextForAMark() throws IOException {
    copy.context.directory("d", 0755).file("d/f", "").opaque("d");
    copy.context.xattr("d/f", "user.overlay.whiteout", new byte[0]);
    copy.context.owner("d/f", 5, 5);

    copy.copy("/x", "d");

    ImageFile file = copy.upper.image("x/f").orElseThrow();
    assertThat(file.owner()).isEqualTo(Owner.ROOT);
    assertThat(file.xattrs()).isEmpty();
  }

  private void assertRefused(String code, String place, String destination, String source) {
    assertThatThrownBy(() -> copy.copy(destination, source))
        .isInstanceOfSatisfying(GrampusException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(place);
  }
}
