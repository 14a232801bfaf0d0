package io.grampus.cli;

import io.grampus.build.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads images from an archive. */
@Command(
    name = "load",
    description = {
      "Load the images of an archive into the local store, from standard input where no file is "
          + "named.",
      "",
      "It takes what docker save, podman save and grampus save write, and OCI image layouts."
    },
    footer = {"Examples:", "  grampus load -i web.tar", "  docker save web | grampus load"})
final class LoadCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The archive, or the folder of an OCI image layout.")
  private @Nullable Path input;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but names, or ids of images without one.")
  private boolean quiet;

  LoadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    for (StoredImage image : input == null ? loadStandardInput() : load(input, input.toString())) {
      String name = image.name() == null ? image.id().toString() : image.name().toString();
      session.environment().out().println(quiet ? name : "Loaded image: " + name);
    }
    return ExitCode.OK;
  }

  private List<StoredImage> load(Path file, String place) {
    return session.services().loader().load(file, place);
  }

  private List<StoredImage> loadStandardInput() throws IOException {
    if (session.environment().terminal().isInput()) {
      throw new UsageException(
          "an archive would be read from the terminal", "add -i FILE, or redirect the input");
    }
    Path file = session.services().store().temporaryPath();
    Files.copy(session.environment().in(), file);
    try {
      return load(file, "standard input");
    } finally {
      Files.delete(file);
    }
  }
}
