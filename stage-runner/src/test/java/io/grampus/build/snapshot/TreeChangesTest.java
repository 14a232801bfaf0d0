package io.grampus.build.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.layer.ChangeKind;
import io.grampus.build.layer.ChangeSink;
import io.grampus.build.layer.TreeEntry;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeChangesTest {
  private static final long CLOCK_TICK_MILLISECONDS = 15;

  private final StoreFiles files = new StoreFiles(new LinuxSyscalls());

  @TempDir private Path folder;
  private Path tree = Path.of("/");

  @BeforeEach
  void aTreeWithAnIndex() throws Exception {
    tree = Files.createDirectory(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("a/b/c"));
    Files.writeString(tree.resolve("a/b/c/deep"), "1");
    Files.writeString(tree.resolve("a/file"), "1");
    Files.writeString(tree.resolve("a-file"), "1");
    Files.writeString(tree.resolve("z"), "1");
    Files.createFile(folder.resolve("index"));
    changes();
    Thread.sleep(CLOCK_TICK_MILLISECONDS);
  }

  private List<String> changes() throws IOException {
    List<String> told = new ArrayList<>();
    ChangeSink sink =
        new ChangeSink() {
          @Override
          public void present(ChangeKind kind, TreeEntry entry) {
            told.add(kind + " " + entry.path());
          }

          @Override
          public void deleted(ByteString path) {
            told.add("DELETED " + path);
          }
        };
    byte[] path = ByteString.of(tree.toString()).toByteArray();
    Path renewed = folder.resolve("renewed");
    try (Fd root = files.access().files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY);
        TreeIndex.Reader before = new TreeIndex.Reader(folder.resolve("index"));
        TreeIndex.Writer after = new TreeIndex.Writer(renewed)) {
      TreeChanges.tell(files.reader(), root, before, after, sink);
    }
    Files.move(renewed, folder.resolve("index"), StandardCopyOption.REPLACE_EXISTING);
    return told;
  }

  @Test
  void tellsNothingOfWhatStayedAsItWas() throws IOException {
    assertThat(changes()).isEmpty();
  }

  @Test
  void tellsAFileOfTheSameSizeAndTimeThatWasWrittenTo() throws IOException {
    Path deep = tree.resolve("a/b/c/deep");
    java.nio.file.attribute.FileTime time = Files.getLastModifiedTime(deep);
    Files.writeString(deep, "2");
    Files.setLastModifiedTime(deep, time);

    assertThat(changes())
        .containsExactly("PARENT a", "PARENT a/b", "PARENT a/b/c", "MODIFIED a/b/c/deep");
    assertThat(changes()).isEmpty();
  }

  @Test
  void tellsTheTopOfWhatWasDeleted() throws IOException {
    Files.delete(tree.resolve("a/b/c/deep"));
    Files.delete(tree.resolve("a/b/c"));
    Files.delete(tree.resolve("a/b"));
    Files.delete(tree.resolve("z"));

    assertThat(changes()).containsExactly("MODIFIED a", "DELETED a/b", "DELETED z");
  }

  @Test
  void aFileInThePlaceOfADirectoryHidesWhatWasInIt() throws IOException {
    Files.delete(tree.resolve("a/b/c/deep"));
    Files.delete(tree.resolve("a/b/c"));
    Files.delete(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b"), "file");

    assertThat(changes()).containsExactly("MODIFIED a", "MODIFIED a/b");
  }

  @Test
  void tellsWhatIsNew() throws IOException {
    Files.createDirectories(tree.resolve("a/b/new/er"));
    Files.writeString(tree.resolve("zz"), "");

    assertThat(changes())
        .containsExactly(
            "PARENT a", "MODIFIED a/b", "ADDED a/b/new", "ADDED a/b/new/er", "ADDED zz");
  }
}
