package io.grampus.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What the program finds around it.
 *
 * @param variables the environment variables
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for progress and errors
 * @param terminal which of the streams are terminals
 * @param clock the time of day
 */
record Environment(
    Map<String, String> variables,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Clock clock) {

  /** Copies the variables. */
  Environment {
    variables = Map.copyOf(variables);
  }

  /** A variable's value, or the empty string. */
  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** Whether colours are welcome; see no-color.org. */
  boolean colours() {
    return variable("NO_COLOR").isEmpty() && !variable("TERM").equals("dumb");
  }
}
