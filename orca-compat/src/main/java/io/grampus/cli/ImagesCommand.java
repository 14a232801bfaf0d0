package io.grampus.cli;

import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageReference;
import io.grampus.build.store.ImageStore;
import io.grampus.build.store.StoredImage;
import io.grampus.cli.progress.Quantity;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the images of the local store. */
@Command(
    name = "images",
    description = {
      "List the images in the local store, the newest first.",
      "",
      "The size is what the image's layers take in the store; images can share layers."
    },
    footer = {
      "Examples:",
      "  grampus images",
      "  grampus images -q web",
      "      print the ids of all images called web"
    })
final class ImagesCommand implements Callable<Integer> {
  private static final String NONE = "<none>";

  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "List only images of this name; with a tag, only that one.")
  private @Nullable String name;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but ids.")
  private boolean quiet;

  @Option(names = "--no-trunc", description = "Print whole ids.")
  private boolean whole;

  ImagesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ImageStore store = session.services().store().images();
    List<StoredImage> images =
        store.list().stream()
            .filter(this::isWanted)
            .sorted(Comparator.comparing(image -> created(store, image), Comparator.reverseOrder()))
            .toList();
    PrintStream out = session.environment().out();
    if (quiet) {
      images.stream().map(image -> id(image.id())).distinct().forEach(out::println);
    } else {
      table(images).print(out);
    }
    return ExitCode.OK;
  }

  private boolean isWanted(StoredImage image) {
    if (name == null) {
      return true;
    }
    ImageReference wanted = ImageReference.parse(name);
    ImageReference actual = image.name();
    boolean anyTag = name.indexOf(':', name.lastIndexOf('/') + 1) < 0;
    return actual != null && (anyTag ? actual.name().equals(wanted.name()) : actual.equals(wanted));
  }

  private static Instant created(ImageStore store, StoredImage image) {
    Instant created = store.config(image).created();
    return created == null ? Instant.MIN : created;
  }

  private TextTable table(List<StoredImage> images) {
    TextTable table = new TextTable();
    table.row("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
    for (StoredImage image : images) {
      ImageReference reference = image.name();
      table.row(
          reference == null ? NONE : repository(reference),
          reference == null || reference.tag() == null ? NONE : reference.tag(),
          id(image.id()),
          Age.of(
              session.services().store().images().config(image).created(),
              session.environment().clock().instant()),
          Quantity.bytes(image.layersSize()));
    }
    return table;
  }

  /** The name as people write it, without the tag. */
  private static String repository(ImageReference reference) {
    String familiar = reference.withTag("x").familiar();
    return familiar.substring(0, familiar.lastIndexOf(':'));
  }

  private String id(Digest digest) {
    return whole ? digest.toString() : digest.shortHex();
  }
}
