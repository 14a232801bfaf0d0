package io.grampus.sandbox;

import java.util.List;

/**
 * The sandbox that was chosen on the ladder.
 *
 * @param rung its name
 * @param reasons why those above it cannot be used, one line each; empty for the best
 * @param sandbox runs commands
 */
public record ChosenSandbox(String rung, List<String> reasons, Sandbox sandbox) {
  /** Copies the list. */
  public ChosenSandbox {
    reasons = List.copyOf(reasons);
  }
}
