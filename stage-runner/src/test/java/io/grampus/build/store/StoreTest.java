package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.MediaTypes;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
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

  /** A process whose store is on a full disk: prints the code of its failure and what is left. */
  static final class Full {
    private Full() {}

    public static void main(String[] arguments) throws IOException {
      Path root = Path.of(arguments[0]).resolve("s");
      try (Store store = Stores.open(root)) {
        try {
          store.blobs().put(new byte[2 << 20], MediaTypes.OCI_LAYER);
        } catch (GrampusException e) {
          System.out.println(e.code() + ": " + e.hint());
        }
        Descriptor small = store.blobs().put(new byte[4], MediaTypes.OCI_LAYER);
        System.out.println(store.blobs().size(small.digest()));
      }
      try (Stream<Path> blobs = Files.list(root.resolve("images/blobs/sha256"))) {
        System.out.println(blobs.count());
      }
    }
  }

  @Test
  void saysThatTheDiskIsFullAndLeavesNoHalfBlob() throws Exception {
    Path disk = Files.createDirectory(temporary.resolve("disk"));
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Process process =
        new ProcessBuilder(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none \"$0\" || exit 99; exec \"$@\" \"$0\"",
                disk.toString(),
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Full.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    int exitCode = process.waitFor();
    assumeTrue(output.length() > 0 || exitCode == 0, "no tmpfs in a user namespace here");
    List<String> lines = output.lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("store-full: free some space");
    assertThat(lines.subList(1, 3)).isEqualTo(List.of("4", "1"));
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
