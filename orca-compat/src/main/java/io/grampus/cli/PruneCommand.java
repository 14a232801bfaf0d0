package io.grampus.cli;

import io.grampus.build.store.PruneResult;
import io.grampus.cli.progress.Quantity;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Frees space in the store. */
@Command(
    name = "prune",
    description = {
      "Free the space of everything that no image with a name and no cached step needs.",
      "",
      "Images with a name stay; \"grampus rmi\" removes those. What builds that run at the same",
      "time need stays, too."
    },
    footer = {
      "Examples:",
      "  grampus prune",
      "  grampus prune --all",
      "      forget all cached steps as well: the next builds execute everything again"
    })
final class PruneCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-a", "--all"},
      description = "Remove the build cache and all cache mounts, too.")
  private boolean all;

  @Option(
      names = {"-f", "--force"},
      description = "Nothing is asked anyway; accepted for habit's sake.")
  boolean force;

  PruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PruneResult result = session.services().store().prune(all);
    session
        .environment()
        .out()
        .printf(
            "Removed %d blobs with %s, and %d unpacked file systems.%n",
            result.blobs(), Quantity.bytes(result.blobBytes()), result.directories());
    return ExitCode.OK;
  }
}
