package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program to execute, with an environment that holds nothing but what is named here.
 *
 * @param words the program and its arguments
 * @param directory where it starts; its output is kept in temporary files elsewhere
 * @param input the file it reads as standard input
 */
public record Command(
    List<String> words, Map<String, String> environment, Path directory, Path input) {
  /** Longer than anything here takes on a slow machine; whoever reaches it hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Path NOTHING = Path.of("/dev/null");

  /** Copies what can be changed. */
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** A program with the plainest of environments, started in the root directory. */
  public static Command of(String... words) {
    return of(List.of(words));
  }

  /** A program with the plainest of environments, started in the root directory. */
  public static Command of(List<String> words) {
    return new Command(
        words,
        Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG", "C.UTF-8"),
        Path.of("/"),
        NOTHING);
  }

  /** The same program, executed by others: {@code setpriv …}, {@code unshare …}. */
  public Command behind(List<String> prefix) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(words);
    return new Command(all, environment, directory, input);
  }

  /** The same with more variables, or other values. */
  public Command with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(more);
    return new Command(words, all, directory, input);
  }

  /** The same, started elsewhere. */
  public Command in(Path other) {
    return new Command(words, environment, other, input);
  }

  /** The same, reading this file. */
  public Command reading(Path file) {
    return new Command(words, environment, directory, file);
  }

  /** Executes it and waits for its end; whoever does not end is killed and fails the test. */
  public Outcome run() {
    RunningCommand running = start();
    if (!running.await(PATIENCE)) {
      running.kill();
      throw new AssertionError(running.outcome() + "\nstill running after " + PATIENCE);
    }
    return running.outcome();
  }

  /** Executes it, and takes nothing but success. */
  public Outcome succeed() {
    return run().mustSucceed();
  }

  /** Starts it. Its standard streams are files, so it never waits for a reader. */
  public RunningCommand start() {
    try {
      Path output = Files.createTempFile("grampus-test", ".out");
      Path errors = Files.createTempFile("grampus-test", ".err");
      ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.redirectInput(input.toFile());
      builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
      return new RunningCommand(words, builder.start(), output, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a process without the checked exception, which no test can make use of. */
  static boolean await(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
