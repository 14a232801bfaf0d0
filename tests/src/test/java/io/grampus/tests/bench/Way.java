package io.grampus.tests.bench;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the ways to execute a program as root, real or not.
 *
 * @param name what the tables call it
 * @param command makes the command that executes the words given
 */
record Way(String name, Function<List<String>, Command> command) {
  private static final Pattern MINUTES = Pattern.compile("([0-9]+)m([0-9.]+)s");

  /** What a shell's {@code times} says of its children comes in its second line. */
  private static final String TIMED =
      "start=$(date +%s%N); \"$@\" >&2 || exit; echo $((($(date +%s%N) - start) / 1000)); times";

  /**
   * What one execution took, in seconds.
   *
   * @param processor user and system time of everything that was started
   * @param errors what it wrote
   */
  record Taken(double wall, double processor, String errors) {}

  /** The same where everything that is started has one processor to share. */
  Way onOneProcessor() {
    return new Way(name, words -> command.apply(words).behind(List.of("taskset", "-c", "0")));
  }

  /** Executes the words and measures; empty where this way they fail. */
  Optional<Taken> measure(List<String> words) {
    Outcome outcome = command.apply(words).behind(List.of("sh", "-c", TIMED, "sh")).run();
    if (outcome.exitCode() != 0) {
      return Optional.empty();
    }
    String[] lines = outcome.output().split("\n", -1);
    double processor = 0;
    Matcher minutes = MINUTES.matcher(lines[2]);
    while (minutes.find()) {
      processor += 60 * Double.parseDouble(minutes.group(1)) + Double.parseDouble(minutes.group(2));
    }
    return Optional.of(new Taken(Long.parseLong(lines[0]) / 1e6, processor, outcome.errors()));
  }

  /** Executes the words, which print lines of a name and a number; empty where they fail. */
  Map<String, Double> figures(List<String> words) {
    Map<String, Double> figures = new TreeMap<>();
    Outcome outcome = command.apply(words).run();
    if (outcome.exitCode() == 0) {
      for (String line : outcome.output().lines().toList()) {
        String[] fields = line.split(" ", -1);
        figures.put(fields[0], Double.parseDouble(fields[1]));
      }
    }
    return figures;
  }
}
