package io.grampus.cli.report;

import io.grampus.build.VertexKind;
import io.grampus.cli.progress.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vertices by stages, in the order in which the stages began. */
final class VertexGroups {
  private VertexGroups() {}

  /** Each group's vertices by its heading, outputs at the end. */
  static Map<String, List<RecordedVertex>> of(List<RecordedVertex> vertices) {
    Map<String, List<RecordedVertex>> groups = new LinkedHashMap<>();
    for (RecordedVertex vertex : vertices) {
      groups.computeIfAbsent(heading(vertex), name -> new ArrayList<>()).add(vertex);
    }
    return groups;
  }

  private static String heading(RecordedVertex vertex) {
    String stage = vertex.start.stage();
    if (vertex.start.kind() == VertexKind.EXPORT) {
      return "Output";
    }
    return stage == null || vertex.start.label().startsWith("[internal]")
        ? "Preparation"
        : "Stage " + PrintableText.of(stage);
  }
}
