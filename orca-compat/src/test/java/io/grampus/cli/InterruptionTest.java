package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void cleansUpBeforeItEndsWithTheSignalsExitCode(String signal, int expected) throws Exception {
    Process process = start();
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

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<String> command = List.of(java, "-Xshare:auto", "-cp", classes, Worker.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
