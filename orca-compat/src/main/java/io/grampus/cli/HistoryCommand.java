package io.grampus.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.History;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.store.ImageStore;
import io.grampus.build.store.StoredImage;
import io.grampus.cli.progress.PrintableText;
import io.grampus.cli.progress.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the steps that made an image. */
@Command(
    name = "history",
    description = {
      "Show the steps that made an image, the last one first.",
      "",
      "A size is that of the step's layer as it is stored; a step that changed no file has none."
    },
    footer = {
      "Examples:",
      "  grampus history web:1.0",
      "  grampus history --format json web:1.0 | jq '.[].createdBy'"
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int LONGEST = 60;

  private final Session session;

  @Parameters(paramLabel = "IMAGE", description = "The image's name or id.")
  private String image = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Formats.class,
      completionCandidates = Formats.class,
      description = "table or json. Else table.")
  private ReportFormat format = ReportFormat.TABLE;

  @Option(names = "--no-trunc", description = "Print whole commands and digests.")
  private boolean whole;

  HistoryCommand(Session session) {
    this.session = session;
  }

  /**
   * A step of an image.
   *
   * @param step how it came to be, or null for a layer of which the image does not say
   * @param layer what it changed, or null
   */
  private record Row(@Nullable History step, @Nullable Descriptor layer) {
    @Nullable Instant created() {
      return step == null ? null : step.created();
    }

    String createdBy() {
      return step == null || step.createdBy() == null ? "" : step.createdBy();
    }

    String comment() {
      return step == null || step.comment() == null ? "" : step.comment();
    }
  }

  @Override
  public Integer call() {
    ImageStore images = session.services().store().images();
    StoredImage stored = new Images(images).named(image);
    List<Row> rows = rows(images.config(stored), stored.manifest().layers());
    Collections.reverse(rows);
    if (format == ReportFormat.JSON) {
      session.environment().out().println(json(rows).toPrettyString());
    } else {
      print(rows);
    }
    return ExitCode.OK;
  }

  /** The oldest first. Layers of which no step tells are the lowest, as an import makes them. */
  private static List<Row> rows(ImageConfig config, List<Descriptor> layers) {
    long told = config.history().stream().filter(step -> !step.emptyLayer()).count();
    List<Row> rows = new ArrayList<>();
    int next = 0;
    while (next < layers.size() - told) {
      rows.add(new Row(null, layers.get(next)));
      next++;
    }
    for (History step : config.history()) {
      boolean hasLayer = !step.emptyLayer() && next < layers.size();
      rows.add(new Row(step, hasLayer ? layers.get(next) : null));
      next += hasLayer ? 1 : 0;
    }
    return rows;
  }

  private void print(List<Row> rows) {
    TextTable table = new TextTable();
    table.row("LAYER", "CREATED", "CREATED BY", "SIZE", "COMMENT");
    for (Row row : rows) {
      Descriptor layer = row.layer();
      table.row(
          layer == null ? "-" : whole ? layer.digest().toString() : layer.digest().shortHex(),
          Age.of(row.created(), session.environment().clock().instant()),
          shown(row.createdBy()),
          layer == null ? "0B" : Quantity.bytes(layer.size()),
          row.comment());
    }
    table.print(session.environment().out());
  }

  private String shown(String createdBy) {
    String line = PrintableText.of(createdBy.replace("\n", "\\n"));
    return whole || line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }

  private static ArrayNode json(List<Row> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      Descriptor layer = row.layer();
      Instant created = row.created();
      ObjectNode node = all.addObject();
      node.put("layer", layer == null ? null : layer.digest().toString());
      node.put("created", created == null ? null : created.toString());
      node.put("createdBy", row.createdBy());
      node.put("size", layer == null ? 0 : layer.size());
      node.put("comment", row.comment());
      node.put("emptyLayer", layer == null);
    }
    return all;
  }

  /** Reads the value of --format. */
  static final class Formats extends WordConverter<ReportFormat> {
    Formats() {
      super("format", ReportFormat.values());
    }
  }
}
