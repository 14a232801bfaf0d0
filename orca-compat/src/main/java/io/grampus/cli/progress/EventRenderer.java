package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildAborted;
import io.grampus.build.BuildEvent.BuildFinished;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.BuildEvent.InstructionDone;
import io.grampus.build.BuildEvent.RungChosen;
import io.grampus.build.BuildEvent.Warning;
import io.grampus.build.VertexEvent;
import io.grampus.build.VertexEvent.BaseImageResolved;
import io.grampus.build.VertexEvent.BaseImageUnpacked;
import io.grampus.build.VertexEvent.Cached;
import io.grampus.build.VertexEvent.Canceled;
import io.grampus.build.VertexEvent.Exported;
import io.grampus.build.VertexEvent.Failed;
import io.grampus.build.VertexEvent.Finished;
import io.grampus.build.VertexEvent.LayerCommitted;
import io.grampus.build.VertexEvent.Missed;
import io.grampus.build.VertexEvent.Noted;
import io.grampus.build.VertexEvent.Stacked;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Transferred;
import io.grampus.build.VertexEvent.Wrote;

/** Takes each event, one at a time, to the method for its kind. */
abstract class EventRenderer implements Renderer {

  @Override
  public final synchronized void on(BuildEvent event) {
    if (event instanceof VertexEvent vertexEvent) {
      onVertex(vertexEvent);
    } else if (event instanceof BuildStarted started) {
      buildStarted(started);
    } else if (event instanceof RungChosen chosen) {
      rungChosen(chosen);
    } else if (event instanceof Warning warning) {
      warning(warning);
    } else if (event instanceof InstructionDone) {
      return; // its vertex, if it has one, said so
    } else if (event instanceof BuildFinished || event instanceof BuildAborted) {
      buildEnded(event);
    } else {
      throw new IllegalStateException(event.toString());
    }
  }

  private void onVertex(VertexEvent event) {
    if (event instanceof Started started) {
      started(started);
    } else if (event instanceof Wrote wrote) {
      wrote(wrote);
    } else if (event instanceof Transferred transferred) {
      transferred(transferred);
    } else if (event instanceof BaseImageResolved resolved) {
      note(resolved, Wording.of(resolved));
    } else if (event instanceof BaseImageUnpacked unpacked) {
      note(unpacked, Wording.of(unpacked));
    } else if (event instanceof Missed missed) {
      missed.reasons().forEach(reason -> note(missed, "not cached: " + reason));
    } else if (event instanceof LayerCommitted committed) {
      note(committed, Wording.of(committed));
    } else if (event instanceof Stacked) {
      return; // for reports
    } else if (event instanceof Noted noted) {
      note(noted, noted.text());
    } else if (event instanceof Exported exported) {
      note(exported, exported.text());
    } else {
      onEnd(event);
    }
  }

  private void onEnd(VertexEvent event) {
    if (event instanceof Finished finished) {
      finished(finished);
    } else if (event instanceof Cached cached) {
      cached(cached);
    } else if (event instanceof Failed failed) {
      failed(failed);
    } else if (event instanceof Canceled canceled) {
      canceled(canceled);
    } else {
      throw new IllegalStateException(event.toString());
    }
  }

  abstract void buildStarted(BuildStarted event);

  abstract void rungChosen(RungChosen event);

  abstract void warning(Warning event);

  abstract void buildEnded(BuildEvent event);

  abstract void started(Started event);

  abstract void wrote(Wrote event);

  abstract void transferred(Transferred event);

  /** Something worth one line happened in a vertex. */
  abstract void note(VertexEvent event, String line);

  abstract void finished(Finished event);

  abstract void cached(Cached event);

  abstract void failed(Failed event);

  abstract void canceled(Canceled event);
}
