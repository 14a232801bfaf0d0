package io.grampus.cli.report;

import io.grampus.build.VertexEvent.LayerCommitted;
import io.grampus.build.VertexEvent.Stacked;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexKind;
import io.grampus.cli.progress.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one vertex. */
final class RecordedVertex {
  /** What became of it, with the word and the class of style for it. */
  enum Outcome {
    RUNNING("not finished", "canceled"),
    DONE("done", "done"),
    CACHED("cached", "cached"),
    FAILED("failed", "failed"),
    CANCELED("canceled", "canceled");

    final String word;
    final String style;

    Outcome(String word, String style) {
      this.word = word;
      this.style = style;
    }
  }

  final Started start;
  final StepLog log;
  final Map<String, String> notes = new LinkedHashMap<>();
  final List<String> reasons = new ArrayList<>();
  Outcome outcome = Outcome.RUNNING;
  @Nullable LayerCommitted layer;
  @Nullable Stacked stack;
  String failure = "";
  @Nullable Instant end;

  RecordedVertex(Started start) {
    this.start = start;
    this.log = new StepLog(start.at());
  }

  void end(Outcome how, Instant when) {
    outcome = how;
    end = when;
    log.end();
  }

  /** One line, harmless. */
  String label() {
    return PrintableText.of(start.label());
  }

  /** Whether it executes an instruction, or finds that done already. */
  boolean isStep() {
    return start.kind() == VertexKind.STEP;
  }

  /** How long it took; up to the given end of the build where it did not end itself. */
  Duration duration(Instant buildEnd) {
    return Duration.between(start.at(), end == null ? buildEnd : end);
  }
}
