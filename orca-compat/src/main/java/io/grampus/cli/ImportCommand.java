package io.grampus.cli;

import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.build.store.StoredImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an image of a root file system. */
@Command(
    name = "import",
    description = "Make an image of a tar file with a root file system, and print its id.",
    footer = {
      "Examples:",
      "  mmdebstrap --variant=minbase bookworm debian.tar",
      "  grampus import debian.tar debian:12",
      "      make a base image without any registry",
      "  gzip -dc rootfs.tar.gz | grampus import - mine"
    })
final class ImportCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  private final Session session;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The tar file, compressed or not, or - for standard input.")
  private String file = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The image's name.")
  private String name = "";

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "What the files are made for. Else this machine's.")
  private @Nullable String platform;

  ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ImageReference reference = ImageNames.parse(name);
    Platform made = platform == null ? Platform.host() : Platform.parse(platform);
    try (InputStream archive =
        file.equals(STDIN) ? session.environment().in() : Files.newInputStream(Path.of(file))) {
      StoredImage image = session.services().rootFsImport().run(archive, file, reference, made);
      session.environment().out().println(image.id());
    }
    return ExitCode.OK;
  }
}
