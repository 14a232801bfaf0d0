package io.grampus.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Writes images of one layer in the form that {@code docker save} has. */
public final class DockerArchive {
  private DockerArchive() {}

  /**
   * Writes an image, for the architecture of this machine.
   *
   * @param layer the root file system
   * @param folder where it will lie, with the parts that it is made of
   * @param executor who writes there
   */
  public static Path write(Path layer, String name, Path folder, Consumer<Command> executor) {
    String machine = System.getProperty("os.arch");
    String config =
        """
        {"architecture":"%s","os":"linux","created":"2000-01-01T00:00:00Z",
         "config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                   "WorkingDir":"/"},
         "history":[{"created":"2000-01-01T00:00:00Z","created_by":"base"}],
         "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
            .formatted(machine.equals("aarch64") ? "arm64" : "amd64", sha256(layer));
    String manifest =
        "[{\"Config\":\"config.json\",\"RepoTags\":[\"%s\"],\"Layers\":[\"layer.tar\"]}]"
            .formatted(name);
    String script =
        """
        printf %s "$1" >config.json
        printf %s "$2" >manifest.json
        cp "$3" layer.tar
        tar -cf image.tar manifest.json config.json layer.tar""";
    executor.accept(
        Command.of("sh", "-ec", script, "sh", config, manifest, layer.toString()).in(folder));
    return folder.resolve("image.tar");
  }

  private static String sha256(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(input, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
