package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.store.Store;
import io.grampus.build.store.Stores;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder;
  @TempDir private Path root;
  private Store store;

  @BeforeEach
  void openStore() {
    store = Stores.open(root);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void twoAtOnceGiveTheWholeFileOfTheLast() throws IOException {
    Path file = folder.resolve("out.tar");

    OutputFile.write(
        store,
        file,
        first -> {
          Files.writeString(first, "the beginning, ");
          OutputFile.write(store, file, second -> Files.writeString(second, "the other"));
          assertThat(file).hasContent("the other");
          Files.writeString(first, "the beginning and the end");
        });

    assertThat(file).hasContent("the beginning and the end");
    assertThat(names()).containsExactly("out.tar");
  }

  @Test
  void leavesWhatWasThereWhereTheWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("out.tar"), "before");

    assertThatThrownBy(
            () ->
                OutputFile.write(
                    store,
                    file,
                    partial -> {
                      Files.writeString(partial, "half");
                      throw new IOException("full");
                    }))
        .isInstanceOf(GrampusException.class)
        .hasMessage("cannot write " + file + ": full");

    assertThat(file).hasContent("before");
    assertThat(names()).containsExactly("out.tar");
  }

  @Test
  void keepsAFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThatThrownBy(() -> OutputFile.write(store, empty, file -> Files.writeString(file, "new")))
        .isInstanceOf(GrampusException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(
            () -> OutputFile.replace(store, empty, file -> Files.writeString(file, "new")))
        .isInstanceOf(IOException.class);

    assertThat(empty).isEmptyDirectory();
    assertThat(names()).containsExactly("empty");
  }

  @Test
  void replacesWhatLinksLeadTo() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), Path.of("other/file"));

    OutputFile.write(store, link, file -> Files.writeString(file, "new"));
    OutputFile.write(store, link, file -> Files.writeString(file, "newer"));

    assertThat(link).isSymbolicLink();
    assertThat(other.resolve("file")).hasContent("newer").isRegularFile();
  }

  @Test
  void refusesLinksInACircle() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));

    assertThatThrownBy(() -> OutputFile.write(store, link, file -> Files.writeString(file, "new")))
        .isInstanceOf(GrampusException.class);
  }

  @Test
  void writesToADeviceAsItIs() {
    List<Path> written = new ArrayList<>();

    OutputFile.write(store, Path.of("/dev/null"), written::add);

    assertThat(written).containsExactly(Path.of("/dev/null"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
