package io.grampus.cli.report;

import io.grampus.build.LayerHistory;
import io.grampus.build.VertexEvent.Stacked;
import io.grampus.build.image.Descriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Writes the page about a recorded build to a file. */
public final class BuildReport {
  private final BuildRecorder build;
  private final LayerHistory history;

  /** A report about what was recorded, with layers from there. */
  public BuildReport(BuildRecorder build, LayerHistory history) {
    this.build = build;
    this.history = history;
  }

  /**
   * Writes the page; the file is there whole or as it was.
   *
   * @throws IOException where the file cannot be written
   */
  public void write(ReportSubject subject, Path file) throws IOException {
    List<List<Descriptor>> stacks = new ArrayList<>();
    for (RecordedVertex vertex : build.vertices()) {
      Stacked stack = vertex.stack;
      if (stack != null && stack.added()) {
        stacks.add(stack.layers());
      }
    }
    LayerContents layers = LayerContents.read(history, stacks);
    String html = new ReportPage(build, subject, layers).html();
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      Files.writeString(partial, html, StandardCharsets.UTF_8);
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(partial);
      throw e;
    }
  }
}
