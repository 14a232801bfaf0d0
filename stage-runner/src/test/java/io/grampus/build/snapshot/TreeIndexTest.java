package io.grampus.build.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeIndexTest {
  private final FileCalls files = new FileCalls(new LinuxSyscalls());

  @TempDir private Path folder;

  private List<TreeIndex.Entry> walk() throws IOException {
    List<TreeIndex.Entry> entries = new ArrayList<>();
    byte[] path = ByteString.of(folder.toString()).toByteArray();
    try (Fd root = files.openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY)) {
      new TreeWalk(files)
          .walk(
              root,
              (directory, name, entry, status) -> {
                entries.add(TreeIndex.Entry.of(entry, status));
                return true;
              });
    }
    return entries;
  }

  @Test
  void comparesPathsInTheOrderOfAWalk() throws IOException {
    for (String directory : List.of("a", "a-b", "a/b", "a/b-c", "a.d", "ab")) {
      Files.createDirectories(folder.resolve(directory));
      Files.createFile(folder.resolve(directory).resolve("file"));
    }

    List<TreeIndex.Entry> walked = walk();

    assertThat(walked).hasSize(12);
    assertThat(walked).isSortedAccordingTo((x, y) -> TreeIndex.compare(x.path(), y.path()));
  }

  @Test
  void givesBackWhatWasWritten(@TempDir Path other) throws IOException {
    Files.createDirectories(folder.resolve("d"));
    Files.writeString(folder.resolve("d").resolve("ä"), "content");
    List<TreeIndex.Entry> walked = walk();
    Path index = other.resolve("index");
    try (TreeIndex.Writer writer = new TreeIndex.Writer(index)) {
      for (TreeIndex.Entry entry : walked) {
        writer.add(entry);
      }
    }
    List<TreeIndex.Entry> read = new ArrayList<>();
    try (TreeIndex.Reader reader = new TreeIndex.Reader(index)) {
      for (TreeIndex.Entry next = reader.next(); next != null; next = reader.next()) {
        read.add(next);
        reader.advance();
      }
    }

    assertThat(read).isEqualTo(walked);
  }
}
