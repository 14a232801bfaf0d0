package io.grampus.cli.report;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;
import io.grampus.build.BuildResult;
import io.grampus.build.VertexEvent;
import io.grampus.cli.progress.Wording;
import io.grampus.cli.report.RecordedVertex.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what happens in a build, for the report; hands every event on at once. */
public final class BuildRecorder implements BuildListener {
  private final BuildListener next;
  private final Map<Integer, RecordedVertex> vertices = new LinkedHashMap<>();
  private final List<BuildEvent.Warning> warnings = new ArrayList<>();
  private String sandbox = "";
  private @Nullable Instant beginning;
  private @Nullable Instant end;
  private @Nullable BuildResult result;

  /** A recorder in front of another listener. */
  public BuildRecorder(BuildListener next) {
    this.next = next;
  }

  @Override
  public void on(BuildEvent event) {
    record(event);
    next.on(event);
  }

  private synchronized void record(BuildEvent event) {
    if (beginning == null) {
      beginning = event.at();
    }
    end = event.at();
    if (event instanceof VertexEvent.Started started) {
      vertices.put(started.vertex(), new RecordedVertex(started));
    } else if (event instanceof VertexEvent of) {
      RecordedVertex vertex = vertices.get(of.vertex());
      if (vertex != null) {
        record(of, vertex);
      }
    } else if (event instanceof BuildEvent.RungChosen chosen) {
      sandbox = Wording.of(chosen);
    } else if (event instanceof BuildEvent.Warning warning) {
      warnings.add(warning);
    } else if (event instanceof BuildEvent.BuildFinished finished) {
      result = finished.result();
    }
  }

  private static void record(VertexEvent event, RecordedVertex vertex) {
    if (event instanceof VertexEvent.Wrote wrote) {
      vertex.log.wrote(wrote);
    } else if (event instanceof VertexEvent.Missed missed) {
      vertex.reasons.addAll(missed.reasons());
    } else if (event instanceof VertexEvent.LayerCommitted committed) {
      vertex.layer = committed;
    } else if (event instanceof VertexEvent.Stacked stacked) {
      vertex.stack = stacked;
    } else if (event instanceof VertexEvent.Finished) {
      vertex.end(Outcome.DONE, event.at());
    } else if (event instanceof VertexEvent.Cached) {
      vertex.end(Outcome.CACHED, event.at());
    } else if (event instanceof VertexEvent.Failed failed) {
      vertex.failure = failed.message();
      vertex.end(Outcome.FAILED, event.at());
    } else if (event instanceof VertexEvent.Canceled) {
      vertex.end(Outcome.CANCELED, event.at());
    } else {
      note(event, vertex);
    }
  }

  private static void note(VertexEvent event, RecordedVertex vertex) {
    if (event instanceof VertexEvent.BaseImageResolved resolved) {
      vertex.notes.put("resolved", Wording.of(resolved));
    } else if (event instanceof VertexEvent.BaseImageUnpacked unpacked) {
      vertex.notes.put("unpacked", Wording.of(unpacked));
    } else if (event instanceof VertexEvent.Transferred transferred) {
      vertex.notes.put(transferred.item(), Wording.of(transferred));
    } else if (event instanceof VertexEvent.Exported exported) {
      vertex.notes.put(exported.text(), exported.text());
    } else if (event instanceof VertexEvent.Noted noted) {
      vertex.notes.put(noted.text(), noted.text());
    }
  }

  /** All vertices, in the order in which they started. */
  synchronized List<RecordedVertex> vertices() {
    return List.copyOf(vertices.values());
  }

  synchronized List<BuildEvent.Warning> warnings() {
    return List.copyOf(warnings);
  }

  /** The kind of sandbox, or nothing where no command was executed. */
  synchronized String sandbox() {
    return sandbox;
  }

  /** The time of the first event. */
  synchronized Instant beginning() {
    return beginning == null ? Instant.EPOCH : beginning;
  }

  /** The time of the last event so far. */
  synchronized Instant end() {
    return end == null ? Instant.EPOCH : end;
  }

  /** What was built; null where the build failed. */
  synchronized @Nullable BuildResult result() {
    return result;
  }
}
