package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildAborted;
import io.grampus.build.BuildEvent.BuildFinished;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.BuildEvent.PlannedStage;
import io.grampus.build.BuildEvent.RungChosen;
import io.grampus.build.BuildEvent.Warning;
import io.grampus.build.BuildResult;
import io.grampus.build.Destination;
import io.grampus.build.Output;
import io.grampus.build.OutputChunk;
import io.grampus.build.OutputStreamName;
import io.grampus.build.SourcePlace;
import io.grampus.build.VertexEvent.BaseImageResolved;
import io.grampus.build.VertexEvent.BaseImageUnpacked;
import io.grampus.build.VertexEvent.Cached;
import io.grampus.build.VertexEvent.Canceled;
import io.grampus.build.VertexEvent.Exported;
import io.grampus.build.VertexEvent.Failed;
import io.grampus.build.VertexEvent.Finished;
import io.grampus.build.VertexEvent.LayerCommitted;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Transferred;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.build.VertexKind;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Sequences of events as builds send them, with a clock that the sequence itself moves. */
final class RecordedBuild {
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BASE = "sha256:" + "ab12".repeat(16);
  private static final String LAYER = "sha256:" + "cd34".repeat(16);

  private final List<BuildEvent> events = new ArrayList<>();
  private final Map<Integer, Instant> starts = new HashMap<>();
  private Instant now = BEGIN;

  private RecordedBuild() {}

  /** Pulls a base, runs from the cache and afresh, warns and exports. */
  static List<BuildEvent> successful() {
    RecordedBuild build = new RecordedBuild();
    build.add(new BuildStarted(build.now, List.of(new PlannedStage(null, 3))));
    build.add(new RungChosen(build.now, "userns", List.of()));
    build.start(10, VertexKind.LOAD, "[internal] load build definition from Dockerfile");
    build.after(20).finish(10);
    build.pullBase();
    build.start(12, VertexKind.STEP, "[2/3] WORKDIR /srv");
    build.add(new Cached(build.now, 12));
    String text = "FROM debian:12\nWORKDIR /srv\nRUN make $Q\n";
    SourcePlace place = new SourcePlace("Dockerfile", 3, 3, text);
    build.add(new Warning(build.now, "undefined-variable", "Q is not set", place));
    build.start(13, VertexKind.STEP, "[3/3] RUN make $Q");
    build.after(123).write(13, "compiling ünicode\ncompil");
    build.after(300).write(13, "ing more\n 10%\r 50%\r100%\r\nno line end");
    build.add(new LayerCommitted(build.now, 13, LAYER, 12_345_678, 1));
    build.after(77).finish(13);
    build.export();
    build.after(3);
    BuildResult result =
        new BuildResult(
            BASE,
            Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.parse(LAYER), 1),
            List.of(),
            List.of());
    build.add(new BuildFinished(build.now, result));
    return build.events;
  }

  /** Fails in a step after more output than is repeated. */
  static List<BuildEvent> failing() {
    RecordedBuild build = new RecordedBuild();
    build.add(new BuildStarted(build.now, List.of(new PlannedStage("web", 2))));
    String reason = "userns: user.max_user_namespaces is 0";
    build.add(new RungChosen(build.now, "proot", List.of(reason, "see grampus doctor")));
    build.start(1, VertexKind.BASE_IMAGE, "[web 1/2] FROM docker.io/library/debian:12");
    build.add(new BaseImageUnpacked(build.now, 1, BASE, true));
    build.after(10).finish(1);
    build.start(2, VertexKind.STEP, "[web 2/2] RUN ./configure");
    for (int line = 1; line <= 14; line++) {
      build.after(100).write(2, "checking thing " + line + "\n");
    }
    build.after(50).write(2, "\u001b[31mno compiler\u001b[0m");
    String message =
        "process \"/bin/sh -c ./configure\" did not complete successfully: exit code: 77";
    build.add(new Failed(build.now, 2, build.since(2), message));
    build.add(new BuildAborted(build.now));
    return build.events;
  }

  /** Two vertices take turns; one is canceled because the other fails. */
  static List<BuildEvent> interleaved() {
    RecordedBuild build = new RecordedBuild();
    build.add(
        new BuildStarted(build.now, List.of(new PlannedStage("a", 1), new PlannedStage("b", 1))));
    build.start(1, VertexKind.STEP, "[a 2/2] RUN slow");
    build.start(2, VertexKind.STEP, "[b 2/2] RUN fast");
    build.after(100).write(1, "from a\npart of a ");
    build.after(100).write(2, "from b\n");
    build.after(100).write(1, "line\n");
    build.after(100);
    build.add(new Failed(build.now, 2, build.since(2), "out of luck"));
    build.add(new Canceled(build.now, 1));
    build.add(new BuildAborted(build.now));
    return build.events;
  }

  private void pullBase() {
    start(11, VertexKind.BASE_IMAGE, "[1/3] FROM docker.io/library/debian:12");
    after(500).add(new BaseImageResolved(now, 11, "docker.io/library/debian:12", BASE, false));
    OptionalLong total = OptionalLong.of(48_000_000);
    add(new Transferred(now, 11, LAYER, 0, total));
    after(1000).add(new Transferred(now, 11, LAYER, 20_000_000, total));
    after(1000).add(new Transferred(now, 11, LAYER, 48_000_000, total));
    after(700).add(new BaseImageUnpacked(now, 11, BASE, false));
    finish(11);
  }

  private void export() {
    Output output = new Output.OciArchive(List.of(), new Destination.File(Path.of("x.tar")));
    start(14, VertexKind.EXPORT, "exporting to an OCI archive");
    after(100).add(new Exported(now, 14, output, "writing x.tar"));
    finish(14);
  }

  private RecordedBuild after(int milliseconds) {
    now = now.plusMillis(milliseconds);
    return this;
  }

  private void add(BuildEvent event) {
    events.add(event);
  }

  private void start(int vertex, VertexKind kind, String label) {
    starts.put(vertex, now);
    add(new Started(now, vertex, kind, null, label));
  }

  private void write(int vertex, String text) {
    add(new Wrote(now, vertex, OutputStreamName.STDOUT, OutputChunk.ofText(text)));
  }

  private void finish(int vertex) {
    add(new Finished(now, vertex, since(vertex)));
  }

  private Duration since(int vertex) {
    return Duration.between(starts.get(vertex), now);
  }
}
