package io.grampus.build;

import io.grampus.build.snapshot.SnapshotterKind;
import io.grampus.sandbox.Sandbox;
import java.util.List;

/**
 * What commands are run with on this machine.
 *
 * @param rung the name of the kind of sandbox
 * @param reasons why no better one is used, each one line with the remedy; empty for the best
 * @param sandbox runs them
 * @param snapshotter how they get their root file systems
 */
public record CommandMeans(
    String rung, List<String> reasons, Sandbox sandbox, SnapshotterKind snapshotter) {
  /** Copies the list. */
  public CommandMeans {
    reasons = List.copyOf(reasons);
  }
}
