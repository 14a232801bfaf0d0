package io.grampus.cli;

import io.grampus.build.image.ImageReference;
import io.grampus.build.store.Store;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives an image another name. */
@Command(
    name = "tag",
    description = "Give an image another name; a name that is in use moves to it.",
    footer = {"Example:", "  grampus tag web:1.0 registry.example/team/web:latest"})
final class TagCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image's name or id.")
  private String image = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
  private String name = "";

  TagCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ImageReference reference = ImageNames.parse(name);
    Store store = session.services().store();
    store.images().tag(new Images(store.images()).named(image), reference);
    return ExitCode.OK;
  }
}
