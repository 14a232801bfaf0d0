package io.grampus.tests.harness;

import java.util.List;

/** What a program wrote and how it ended; 128 and the signal's number if by a signal. */
public record Outcome(List<String> words, int exitCode, String output, String errors) {

  /** Itself, if it succeeded; else the test fails and shows everything there is. */
  public Outcome mustSucceed() {
    if (exitCode != 0) {
      throw new AssertionError(this + "\nshould have succeeded");
    }
    return this;
  }

  /** Standard output without the newline at its end. */
  public String answer() {
    return output.stripTrailing();
  }

  @Override
  public String toString() {
    return String.join(" ", words)
        + "\nexit code: "
        + exitCode
        + "\nstandard output:\n"
        + output.indent(4)
        + "standard error:\n"
        + errors.indent(4);
  }
}
