package io.grampus.cli;

import io.grampus.build.BuildRequest;
import io.grampus.build.MeansPreference;
import io.grampus.build.Output;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.LayoutEntries;
import io.grampus.cli.orca.OrcaLog;
import io.grampus.cli.orca.OrcaScript;
import io.grampus.cli.orca.OrcaTags;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds as orca-build does: an image among others in an OCI layout, named by umoci. */
final class OrcaBuild {
  /** Stands before the tag where a complete name is wanted; a layout keeps the tag alone. */
  private static final String REPOSITORY = "orca-build:";

  private final Services services;
  private final MeansPreference preference;
  private final OrcaLog log;
  private final OrcaScript script;
  private final Path layout;

  OrcaBuild(
      Services services, MeansPreference preference, OrcaLog log, OrcaScript script, Path layout) {
    this.services = services;
    this.preference = preference;
    this.log = log;
    this.script = script;
    this.layout = layout.toAbsolutePath();
  }

  /**
   * Builds, and gives the result these tags.
   *
   * @param clean whether intermediate tags are removed
   * @param collectsGarbage whether blobs without a tag are removed
   */
  void build(BuildRequest request, List<String> tags, boolean clean, boolean collectsGarbage)
      throws InterruptedException {
    String result = script.resultTag();
    IntermediateImages steps = new IntermediateImages(log);
    services
        .builder(preference)
        .build(
            request.withOutputs(
                List.of(new Output.OciDirectory(List.of(REPOSITORY + result), layout))),
            steps);
    log.info("BUILD: finished");
    if (!clean) {
      addBases();
      addSteps(steps, result);
    }
    for (String tag : tags) {
      services.umoci().tag(layout, result, tag);
    }
    log.created(tags.isEmpty() ? List.of(result) : tags);
    if (clean) {
      if (!tags.isEmpty()) {
        services.umoci().removeTag(layout, result);
      }
      log.info("BUILD: cleaned intermediate tags");
    }
    if (collectsGarbage) {
      services.umoci().collectGarbage(layout);
      log.info("BUILD: garbage collected unused blobs");
    }
  }

  /** Names made of arguments are passed over, as is scratch: the store has no such image. */
  private void addBases() {
    for (String base : script.bases()) {
      stored(base).ifPresent(image -> add(image, OrcaTags.ofBase(base)));
    }
  }

  /** The last one is there, with the times of the build and its labels. */
  private void addSteps(IntermediateImages steps, String result) {
    Map<Integer, String> tags = script.resultTags();
    steps.store(
        services.store(),
        (line, image) -> {
          String tag = tags.getOrDefault(line, result);
          if (!tag.equals(result)) {
            add(image, tag);
          }
        });
  }

  private void add(StoredImage image, String tag) {
    LayoutEntries entries = LayoutEntries.of(List.of(tag));
    services.exporter().ociDirectory(image, layout, entries, LayerCompression.GZIP);
  }

  private Optional<StoredImage> stored(String base) {
    if (base.contains("$") || base.equals("scratch")) {
      return Optional.empty();
    }
    return services.store().images().find(ImageReference.parse(base), Platform.host());
  }
}
