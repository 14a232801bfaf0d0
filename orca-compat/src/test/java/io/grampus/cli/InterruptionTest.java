package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.tool.ToolRunner;
import io.grampus.os.GrampusException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterruptionTest {

  /** A program that works until it is interrupted, and needs a moment to clean up. */
  static final class Worker {
    public static void main(String[] arguments) throws InterruptedException {
      Interruption interruption = Interruption.ofCurrentThread();
      System.out.println("working");
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.sleep(300);
        System.out.println("cleaned up");
      }
      interruption.workIsOver();
      System.exit(7);
    }
  }

  /** A program that waits for input that does not come. */
  static final class Reader {
    public static void main(String[] arguments) throws IOException {
      Interruption interruption = Interruption.ofCurrentThread();
      System.out.println("working");
      try (StandardInput input = new StandardInput()) {
        System.out.println("read " + new String(input.readAllBytes(), StandardCharsets.UTF_8));
      } catch (ClosedByInterruptException e) {
        System.out.println("cleaned up");
      }
      interruption.workIsOver();
      System.exit(7);
    }
  }

  /** A program that begins its work only when a signal is ending it. */
  static final class Latecomer {
    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(Latecomer::begin));
      System.exit(7);
    }

    private static void begin() {
      Interruption.ofCurrentThread().workIsOver();
      try {
        ToolRunner.create(Map.of(), line -> {});
      } catch (GrampusException e) {
        int code = new ErrorReporter(System.out, false).report(e);
        System.out.println(code);
      }
    }
  }

  @Test
  void aSignalBeforeTheWorkIsNoBug() throws Exception {
    try (BufferedReader output = start(Latecomer.class).inputReader()) {
      assertThat(output.lines()).containsExactly("ERROR: interrupted", "130");
    }
  }

  @Test
  void endsAProgramThatWaitsForInput() throws Exception {
    endsBySignal(start(Reader.class), "INT", 130);
  }

  @Test
  void leavesTheInputOfOthersAlone() throws Exception {
    Process process = start(Reader.class);
    try (BufferedReader output = process.inputReader()) {
      process.getOutputStream().write("all of it".getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      assertThat(output.lines()).containsExactly("working", "read all of it");
      assertThat(process.waitFor()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void cleansUpBeforeItEndsWithTheSignalsExitCode(String signal, int expected) throws Exception {
    endsBySignal(start(Worker.class), signal, expected);
  }

  private static void endsBySignal(Process process, String signal, int expected) throws Exception {
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("working");
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
      assertThat(output.readLine()).isEqualTo("cleaned up");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(expected);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Class<?> program) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<String> command = List.of(java, "-Xshare:auto", "-cp", classes, program.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
