package io.grampus.cli;

import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.build.store.StoredImage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches an image from its registry. */
@Command(
    name = "pull",
    description = {
      "Fetch an image from its registry into the local store, and print its id.",
      "",
      "\"grampus login\" gives access to private registries, and so do docker, podman and skopeo."
    },
    footer = {"Example:", "  grampus pull debian:12"})
final class PullCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The image's name; docker.io is the default.")
  private String name = "";

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Fetch the image for another platform, for example linux/arm64.")
  private @Nullable String platform;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but the id.")
  private boolean quiet;

  PullCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ImageReference reference = ImageReference.parse(name);
    Platform wanted = platform == null ? Platform.host() : Platform.parse(platform);
    if (!quiet) {
      session.environment().err().println("Pulling " + reference + " for " + wanted);
      session.environment().err().flush();
    }
    session.services().listenToTools(new TransferLine(session.environment(), quiet));
    StoredImage image = session.services().fetcher().pull(reference, wanted);
    session.environment().out().println(image.id());
    return ExitCode.OK;
  }
}
