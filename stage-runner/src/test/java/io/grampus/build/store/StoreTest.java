package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grampus.build.image.MediaTypes;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path temporary;

  @Test
  void makesAPrivateDirectoryWithAnOciLayout() throws IOException {
    Path root = temporary.resolve("a/b/store");

    Stores.open(root).close();

    assertThat(Files.getPosixFilePermissions(root))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(root.resolve("images/oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    assertThat(root.resolve("images/index.json"))
        .hasContent(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                + "\"manifests\":[]}");
    assertThat(root.resolve("images/blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void refusesAFileAndADirectoryOfOtherThings() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    Files.createDirectories(temporary.resolve("home/photos"));

    assertCode("store-not-a-directory", () -> Stores.open(file));
    assertCode("store-not-a-directory", () -> Stores.open(file.resolve("below")));
    assertCode("store-not-empty", () -> Stores.open(temporary.resolve("home")));
  }

  @Test
  void refusesTheStoreOfANewerVersion() throws IOException {
    Stores.open(temporary.resolve("s")).close();
    Files.writeString(temporary.resolve("s/version"), "2\n");

    assertCode("store-version", () -> Stores.open(temporary.resolve("s")));
  }

  @Test
  void refusesTheStoreOfAnotherUser() throws IOException {
    assumeFalse(isRoot(), "as root every directory at hand is one's own");

    assertCode("store-foreign-owner", () -> Stores.open(Path.of("/usr/share")));
  }

  @Test
  void finishesACreationThatWasKilled() throws IOException {
    Path root = temporary.resolve("s");
    Files.createDirectories(root.resolve("images/blobs"));
    Files.writeString(root.resolve("images/index.json.new"), "{");

    Stores.open(root).close();

    assertThat(Stores.open(root).images().list()).isEmpty();
  }

  @Test
  void listsTheImagesOfAStoreThatCannotBeWritten() throws IOException {
    assumeFalse(isRoot(), "root writes whatever the mode");
    Path root = temporary.resolve("s");
    Stores.open(root).close();
    for (String name : new String[] {"tmp", "images", "images/blobs/sha256", "."}) {
      Files.setPosixFilePermissions(
          root.resolve(name), PosixFilePermissions.fromString("r-x------"));
    }
    try (Store store = Stores.open(root)) {
      assertThat(store.images().list()).isEmpty();
      assertCode("store-access-denied", store::temporaryPath);
      assertCode("store-access-denied", () -> store.blobs().put(new byte[1], "x"));
    } finally {
      for (String name : new String[] {".", "tmp", "images", "images/blobs/sha256"}) {
        Files.setPosixFilePermissions(
            root.resolve(name), PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void saysThatTheDiskIsFullAndLeavesNoHalfBlob() throws Exception {
    assumeTrue(isRoot(), "only root can mount a small tmpfs");
    Path disk = Files.createDirectory(temporary.resolve("disk"));
    assumeTrue(
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString())
                .start()
                .waitFor()
            == 0,
        "mounting a tmpfs is not allowed here");
    try (Store store = Stores.open(disk.resolve("s"))) {
      assertCode("store-full", () -> store.blobs().put(new byte[2 << 20], MediaTypes.OCI_LAYER));
      assertThat(disk.resolve("s/images/blobs/sha256")).isEmptyDirectory();
      byte[] small = "fits".getBytes(StandardCharsets.UTF_8);
      assertThat(store.blobs().put(small, MediaTypes.OCI_LAYER).size()).isEqualTo(4);
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @Test
  void removesOnlyTreesOfItsOwn() {
    try (Store store = Stores.open(temporary.resolve("s"))) {
      assertThatThrownBy(() -> store.removeTree(temporary))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.removeTree(temporary.resolve("s")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GrampusException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.hint()).isNotBlank();
            });
  }
}
