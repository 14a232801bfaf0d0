package io.grampus.cli.progress;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.BuildEvent.RungChosen;
import io.grampus.build.BuildEvent.Warning;
import io.grampus.build.OutputStreamName;
import io.grampus.build.SourcePlace;
import io.grampus.build.VertexEvent;
import io.grampus.build.VertexEvent.Cached;
import io.grampus.build.VertexEvent.Canceled;
import io.grampus.build.VertexEvent.Failed;
import io.grampus.build.VertexEvent.Finished;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Transferred;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.build.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes each event as a line of JSON for programs, in the form that BuildKit has for {@code
 * --progress=rawjson}: an object of its type SolveStatus with the members vertexes, statuses, logs
 * and warnings, as far as there are any.
 */
public final class RawJsonRenderer extends EventRenderer {
  private final PrintStream out;
  private final Map<Integer, Vertex> vertices = new HashMap<>();
  private final Map<String, String> lastOfStage = new HashMap<>();
  private final Map<String, Instant> transfers = new HashMap<>();
  private @Nullable String first;

  private record Vertex(String digest, Started start, @Nullable String input) {}

  /** Writes to the stream, which is flushed after each event and never closed. */
  public RawJsonRenderer(PrintStream out) {
    this.out = out;
  }

  @Override
  void buildStarted(BuildStarted event) {}

  @Override
  void buildEnded(BuildEvent event) {}

  @Override
  public void close() {
    out.flush();
  }

  /** BuildKit has no such thing, so it is told as a vertex that takes no time. */
  @Override
  void rungChosen(RungChosen event) {
    String name = "[internal] " + Wording.of(event);
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.putArray("vertexes")
        .addObject()
        .put("digest", digest(name))
        .put("name", name)
        .put("started", event.at().toString())
        .put("completed", event.at().toString());
    print(line);
  }

  @Override
  void warning(Warning event) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    ObjectNode warning = line.putArray("warnings").addObject();
    if (first != null) {
      warning.put("vertex", first);
    }
    warning.put("level", 1);
    warning.put("short", bytes(event.code() + ": " + event.message()));
    SourcePlace place = event.place();
    if (place != null) {
      warning
          .putObject("sourceInfo")
          .put("filename", place.file())
          .put("data", bytes(place.text()));
      ObjectNode range = warning.putArray("range").addObject();
      range.putObject("start").put("line", place.firstLine());
      range.putObject("end").put("line", place.lastLine());
    }
    print(line);
  }

  @Override
  void started(Started event) {
    String digest = digest(event.vertex() + " " + event.label());
    String stage = event.stage();
    String input = stage == null ? null : lastOfStage.put(stage, digest);
    vertices.put(event.vertex(), new Vertex(digest, event, input));
    first = first == null ? digest : first;
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    vertex(line, event);
    print(line);
  }

  @Override
  void wrote(Wrote event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      event.chunk().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes everything
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.putArray("logs")
        .addObject()
        .put("vertex", known(event).digest())
        .put("stream", event.stream() == OutputStreamName.STDOUT ? 1 : 2)
        .put("data", bytes.toByteArray())
        .put("timestamp", event.at().toString());
    print(line);
  }

  @Override
  void transferred(Transferred event) {
    boolean complete = event.total().isPresent() && event.total().getAsLong() == event.done();
    Instant began = transfers.computeIfAbsent(event.item(), item -> event.at());
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    ObjectNode status = status(line, event, event.item(), began);
    event.total().ifPresent(total -> status.put("total", total));
    status.put("current", event.done());
    if (complete) {
      status.put("completed", event.at().toString());
    }
    print(line);
  }

  @Override
  void note(VertexEvent event, String text) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    status(line, event, text, event.at()).put("current", 0).put("completed", event.at().toString());
    print(line);
  }

  private ObjectNode status(ObjectNode line, VertexEvent event, String id, Instant began) {
    return line.putArray("statuses")
        .addObject()
        .put("id", id)
        .put("vertex", known(event).digest())
        .put("timestamp", event.at().toString())
        .put("started", began.toString());
  }

  @Override
  void finished(Finished event) {
    end(event, vertex -> {});
  }

  @Override
  void cached(Cached event) {
    end(event, vertex -> vertex.put("cached", true));
  }

  @Override
  void failed(Failed event) {
    end(event, vertex -> vertex.put("error", event.message()));
  }

  /** The words that BuildKit's own clients look for. */
  @Override
  void canceled(Canceled event) {
    end(event, vertex -> vertex.put("error", "context canceled"));
  }

  private void end(VertexEvent event, Consumer<ObjectNode> result) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    result.accept(vertex(line, event).put("completed", event.at().toString()));
    print(line);
  }

  private ObjectNode vertex(ObjectNode line, VertexEvent event) {
    Vertex known = known(event);
    ObjectNode vertex = line.putArray("vertexes").addObject().put("digest", known.digest());
    if (known.input() != null) {
      vertex.putArray("inputs").add(known.input());
    }
    return vertex.put("name", known.start().label()).put("started", known.start().at().toString());
  }

  private Vertex known(VertexEvent event) {
    Vertex vertex = vertices.get(event.vertex());
    if (vertex == null) {
      throw new IllegalStateException("not started: " + event);
    }
    return vertex;
  }

  private void print(ObjectNode line) {
    out.println(line);
    out.flush();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(String text) {
    return Digest.of(bytes(text)).toString();
  }
}
