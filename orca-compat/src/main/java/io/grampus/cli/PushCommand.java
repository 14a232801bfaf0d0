package io.grampus.cli;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageReference;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.ManifestFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies an image to a registry. */
@Command(
    name = "push",
    description = {
      "Copy an image to a registry, and print the digest it has there.",
      "",
      "\"grampus login\" gives access to private registries, and so do docker, podman and skopeo."
    },
    footer = {
      "Examples:",
      "  grampus push registry.example/team/web:1.0",
      "  grampus push web:1.0 registry.example/team/web:1.0"
    })
final class PushCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image's name or id.")
  private String image = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The name in the registry. Else IMAGE.")
  private @Nullable String name;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Format.class,
      completionCandidates = Format.class,
      description = "The manifest's format: oci or docker. Else oci.")
  private ManifestFormat format = ManifestFormat.OCI;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but the digest.")
  private boolean quiet;

  @Mixin private final CompressionOptions compression = new CompressionOptions();

  PushCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ImageReference target = ImageNames.parse(name == null ? image : name);
    session.services().listenToTools(new TransferLine(session.environment(), quiet));
    StoredImage stored = new Images(session.services().store().images()).named(image);
    if (!quiet) {
      session.environment().err().println("Pushing " + target);
      session.environment().err().flush();
    }
    Descriptor pushed =
        session.services().exporter().push(stored, target, format, compression.chosen());
    session.environment().out().println(pushed.digest());
    return ExitCode.OK;
  }

  /** Reads the value of --format. */
  static final class Format extends WordConverter<ManifestFormat> {
    Format() {
      super("format", ManifestFormat.values());
    }
  }
}
