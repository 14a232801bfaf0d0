package io.grampus.cli.orca;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;
import io.grampus.build.OutputChunk;
import io.grampus.build.VertexEvent;
import io.grampus.build.VertexKind;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.tool.ToolListener;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * A build in the words of orca-build: its own lines on standard error, and what programs and
 * commands write on standard output, the programs' between a line that opens and one that closes.
 */
public final class OrcaLog implements BuildListener, ToolListener {
  private final PrintStream out;
  private final PrintStream err;
  private final List<ScriptLine> script;
  private int announced;

  /** Tells of a build of these instructions, which are executed in this order. */
  public OrcaLog(PrintStream out, PrintStream err, List<Instruction> instructions) {
    this.out = out;
    this.err = err;
    this.script = instructions.stream().map(ScriptLine::of).toList();
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof VertexEvent.Started started) {
      begin(started);
    } else if (event instanceof VertexEvent.Wrote wrote) {
      write(wrote.chunk());
    } else if (event instanceof BuildEvent.Warning warning) {
      say("WARNING", warning.message());
    } else if (event instanceof BuildEvent.BuildFinished) {
      announceUpTo(script.size());
    }
  }

  private void write(OutputChunk chunk) {
    try {
      chunk.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a PrintStream keeps its errors to itself
    }
    out.flush();
  }

  /** Instructions that only change the configuration have no event of their own. */
  private void begin(VertexEvent.Started started) {
    boolean step = started.kind() == VertexKind.STEP || started.kind() == VertexKind.BASE_IMAGE;
    int end = started.label().indexOf("] ");
    if (!step || started.label().startsWith("[internal]") || end < 0) {
      return;
    }
    String keyword = started.label().substring(end + 2).split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    for (int index = announced; index < script.size(); index++) {
      if (script.get(index).command().equals(keyword)) {
        announceUpTo(index + 1);
        return;
      }
    }
  }

  private void announceUpTo(int end) {
    for (; announced < end; announced++) {
      info(
          "BUILD["
              + (announced + 1)
              + " of "
              + script.size()
              + "]: "
              + script.get(announced).shown());
    }
  }

  /** Says that the image has these names. */
  public void created(List<String> tags) {
    info("BUILD: created tags " + PythonText.of(tags));
  }

  /** A line of the level INFO. */
  public void info(String message) {
    say("INFO", message);
  }

  /** A line of the level CRITICAL, which is the last. */
  public void fatal(String message) {
    say("CRITICAL", message);
  }

  private synchronized void say(String level, String message) {
    out.flush();
    err.println("orca-build[" + level + "] " + message);
    err.flush();
  }

  @Override
  public void started(String program) {
    print("  ---> [" + program + "]");
  }

  @Override
  public void line(String line) {
    print(line);
  }

  @Override
  public void ended(String program) {
    print("  <--- [" + program + "]");
  }

  private synchronized void print(String line) {
    out.println(line);
    out.flush();
  }
}
