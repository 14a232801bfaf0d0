package io.grampus.cli;

import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageReference;
import io.grampus.build.store.ImageStore;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes images or names of them. */
@Command(
    name = "rmi",
    description = {
      "Remove names of images, and with the last name the image.",
      "",
      "The space is free after the next \"grampus prune\"."
    },
    footer = {"Examples:", "  grampus rmi web:1.0", "  grampus rmi -f 4f2a9c01d3e8"})
final class RmiCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids of images.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = {"-f", "--force"},
      description = "Remove an image by its id although it has several names.")
  private boolean force;

  RmiCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    images.forEach(this::remove);
    return ExitCode.OK;
  }

  private void remove(String nameOrId) {
    ImageStore store = session.services().store().images();
    Images known = new Images(store);
    StoredImage image = known.named(nameOrId);
    Digest manifest = image.descriptor().digest();
    List<ImageReference> names = known.namesOf(manifest);
    ImageReference name = image.name();
    PrintStream out = session.environment().out();
    if (name != null && Images.isName(nameOrId, name)) {
      store.untag(name);
      out.println("Untagged: " + name);
      if (names.size() > 1) {
        return;
      }
    } else {
      requireOneName(nameOrId, names);
      store.remove(manifest);
      names.forEach(each -> out.println("Untagged: " + each));
    }
    out.println("Deleted: " + image.id());
  }

  private void requireOneName(String id, List<ImageReference> names) {
    if (names.size() > 1 && !force) {
      List<String> familiar = names.stream().map(ImageReference::familiar).toList();
      throw new GrampusException(
          "image-has-names",
          "image " + id + " has several names: " + String.join(", ", familiar),
          "remove it by name, or with -f under all its names");
    }
  }
}
