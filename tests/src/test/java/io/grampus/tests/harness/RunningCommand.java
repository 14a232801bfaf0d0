package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A started program. Its output is there to read while it runs. */
public final class RunningCommand {
  private final List<String> words;
  private final Process process;
  private final Path output;
  private final Path errors;

  RunningCommand(List<String> words, Process process, Path output, Path errors) {
    this.words = words;
    this.process = process;
    this.output = output;
    this.errors = errors;
    output.toFile().deleteOnExit();
    errors.toFile().deleteOnExit();
  }

  /** Its process id; the launcher and the programs in front of it replace themselves. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output so far. */
  public String output() {
    return text(output);
  }

  /** What it has written to standard error so far. */
  public String errors() {
    return text(errors);
  }

  /** Waits until these words are on its standard output; not for one that has ended. */
  public void awaitOutput(Duration patience, String words) {
    awaitWords(patience, words, this::output);
  }

  /** Waits until these words are on its standard error; not for one that has ended. */
  public void awaitErrors(Duration patience, String words) {
    awaitWords(patience, words, this::errors);
  }

  private void awaitWords(Duration patience, String words, Supplier<String> written) {
    Eventually.holds(
        patience, "it says " + words, () -> written.get().contains(words) || !isAlive());
  }

  /** Sends a signal to it alone, for example {@code TERM}. */
  public void signal(String name) {
    Command.of("kill", "-" + name, Long.toString(pid())).succeed();
  }

  /**
   * Sends a signal to its process group, as a terminal does; it must have been started by setsid.
   */
  public void signalGroup(String name) {
    Command.of("kill", "-" + name, "--", "-" + pid()).succeed();
  }

  /** Ends it and what it started. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Command.await(process, Duration.ofMinutes(1));
  }

  /** Waits for its end; false when it takes longer. */
  public boolean await(Duration patience) {
    return Command.await(process, patience);
  }

  /** What it did; it must have ended. */
  public Outcome outcome() {
    return new Outcome(words, process.exitValue(), output(), errors());
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
