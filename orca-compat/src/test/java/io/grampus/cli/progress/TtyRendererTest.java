package io.grampus.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildAborted;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.OutputChunk;
import io.grampus.build.OutputStreamName;
import io.grampus.build.VertexEvent.Finished;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.build.VertexKind;
import io.grampus.cli.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TtyRendererTest {
  private static final Instant BEGIN = RecordedBuild.BEGIN;

  private final AtomicReference<TerminalSize> size =
      new AtomicReference<>(new TerminalSize(60, 12));

  @Test
  void showsEachMomentOfASuccessfulBuild() throws IOException {
    Golden.check("progress/successful.tty.txt", moments(RecordedBuild.successful()));
  }

  @Test
  void showsEachMomentOfAFailingBuild() throws IOException {
    Golden.check("progress/failing.tty.txt", moments(RecordedBuild.failing()));
  }

  @Test
  void leavesOneFrameAndTheCursorHoweverOftenItRedraws() {
    VirtualTerminal terminal = new VirtualTerminal(60, 12);
    try (TtyRenderer renderer = renderer(terminal.stream(), BEGIN)) {
      for (BuildEvent event : RecordedBuild.successful()) {
        renderer.on(event);
        renderer.redraw();
        renderer.redraw();
      }
      assertThat(terminal.text()).containsOnlyOnce("[+] Building");
      assertThat(terminal.cursorVisible()).isFalse();
    }
    assertThat(terminal.text()).containsOnlyOnce("[+] Building").contains("FINISHED");
    assertThat(terminal.cursorVisible()).isTrue();
  }

  @Test
  void isNotWreckedByWhatACommandWrites() {
    String wild =
        "\u001b[2J\u001b[1;1Ha\tb\u001b]0;title\u0007c\bd\u009b5Ae\u202ef\u001b(Bg\u0000\n";
    assertThat(shownWhileRunning(wild)).contains(" => => # a       bcdefg\n");
  }

  @Test
  void cutsLinesToTheWidthOfTheirCells() {
    String shown = shownWhileRunning("漢字".repeat(40) + "\n");
    assertThat(shown).contains(" => => # " + "漢字".repeat(12) + "漢…\n");
  }

  @Test
  void findsItsPlaceAgainInANarrowedTerminal() {
    VirtualTerminal terminal = new VirtualTerminal(20, 12);
    PrintStream out = terminal.stream();
    try (TtyRenderer renderer = renderer(out, BEGIN)) {
      renderer.on(new Started(BEGIN, 1, VertexKind.STEP, null, "[1/1] RUN a long command line"));
      renderer.redraw();
      size.set(new TerminalSize(20, 12));
      renderer.redraw();
      assertThat(terminal.text()).containsOnlyOnce("[+]").containsOnlyOnce("=> [1/1]");
    }
  }

  @Test
  void leavesOutFinishedVerticesWhereThereAreTooManyRows() {
    size.set(new TerminalSize(40, 5));
    VirtualTerminal terminal = new VirtualTerminal(40, 5);
    try (TtyRenderer renderer = renderer(terminal.stream(), BEGIN)) {
      renderer.on(new Started(BEGIN, 0, VertexKind.STEP, null, "still running"));
      for (int vertex = 1; vertex < 9; vertex++) {
        renderer.on(new Started(BEGIN, vertex, VertexKind.STEP, null, "step " + vertex));
        renderer.on(new Finished(BEGIN, vertex, Duration.ZERO));
        renderer.redraw();
      }
      assertThat(terminal.text())
          .contains("still running", "step 7", "step 8")
          .doesNotContain("step 6");
    }
    assertThat(terminal.text()).contains("step 1", "step 6", "step 8");
  }

  @Test
  void countsTheTimeFromTheFirstEventEvenBeforeTheStagesAreKnown() {
    VirtualTerminal terminal = new VirtualTerminal(60, 12);
    try (TtyRenderer renderer = renderer(terminal.stream(), BEGIN.plusSeconds(3))) {
      renderer.on(new Started(BEGIN, 1, VertexKind.LOAD, null, "load"));
      renderer.on(new BuildStarted(BEGIN.plusSeconds(2), List.of()));
      renderer.redraw();
      assertThat(terminal.text()).startsWith("[+] Building 3.0s (0/1)");
    }
  }

  @Test
  void coloursOnlyWhereAsked() {
    ByteArrayOutputStream coloured = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (ByteArrayOutputStream bytes : List.of(coloured, plain)) {
      Clock clock = Clock.fixed(BEGIN, ZoneOffset.UTC);
      PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
      try (TtyRenderer renderer = new TtyRenderer(out, clock, size::get, bytes == coloured)) {
        RecordedBuild.failing().forEach(renderer::on);
      }
    }
    assertThat(coloured.toString(StandardCharsets.UTF_8)).contains("\u001b[31m => ERROR [web 2/2]");
    assertThat(plain.toString(StandardCharsets.UTF_8)).contains(" => ERROR").doesNotContain("[31m");
  }

  private String shownWhileRunning(String output) {
    VirtualTerminal terminal = new VirtualTerminal(60, 12);
    try (TtyRenderer renderer = renderer(terminal.stream(), BEGIN)) {
      renderer.on(new Started(BEGIN, 1, VertexKind.STEP, null, "x"));
      renderer.on(new Wrote(BEGIN, 1, OutputStreamName.STDOUT, OutputChunk.ofText(output)));
      renderer.redraw();
      String shown = terminal.text();
      renderer.on(new BuildAborted(BEGIN));
      return shown;
    }
  }

  /** The screen after every event, and after the end. */
  private String moments(List<BuildEvent> events) {
    VirtualTerminal terminal = new VirtualTerminal(60, 12);
    StringBuilder moments = new StringBuilder();
    AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    Clock clock = new MovingClock(now);
    try (TtyRenderer renderer = new TtyRenderer(terminal.stream(), clock, size::get, false)) {
      for (BuildEvent event : events) {
        now.set(event.at());
        renderer.on(event);
        renderer.redraw();
        moments.append("== ").append(event.getClass().getSimpleName()).append('\n');
        moments.append(terminal.text());
      }
    }
    return moments.append("== closed\n").append(terminal.text()).toString();
  }

  private TtyRenderer renderer(PrintStream out, Instant now) {
    return new TtyRenderer(out, Clock.fixed(now, ZoneOffset.UTC), size::get, false);
  }
}
