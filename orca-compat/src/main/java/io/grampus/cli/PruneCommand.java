package io.grampus.cli;

import io.grampus.build.store.PruneResult;
import io.grampus.build.store.PruneScope;
import io.grampus.cli.progress.Quantity;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Frees space in the store. */
@Command(
    name = "prune",
    description = {
      "Free the space of everything that no image with a name and no cached step needs.",
      "",
      "Images with a name stay; \"grampus rmi\" removes those. What builds that run at the same "
          + "time need stays, too. So do cache mounts, RUN --mount=type=cache, unless asked for."
    },
    footer = {
      "Examples:",
      "  grampus prune",
      "  grampus prune --all",
      "      forget all cached steps as well: the next builds execute everything again",
      "  grampus prune --cache-mounts",
      "      empty the caches of package managers and compilers, keep the steps"
    })
final class PruneCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-a", "--all"},
      description = "Remove the build cache and all cache mounts, too.")
  private boolean all;

  @Option(
      names = "--cache-mounts",
      description = "Remove all cache mounts, too, but no cached step.")
  private boolean cacheMounts;

  @Option(
      names = {"-f", "--force"},
      description = "Nothing is asked anyway; accepted for habit's sake.")
  boolean force;

  PruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PruneScope scope = new PruneScope(all, all || cacheMounts);
    PruneResult result = session.services().store().prune(scope);
    PrintStream out = session.environment().out();
    out.printf(
        "Removed %s with %s, and %s.%n",
        Quantity.of(result.blobs(), "blob"),
        Quantity.bytes(result.blobBytes()),
        Quantity.of(result.directories(), "unpacked file system"));
    if (scope.cacheMounts()) {
      out.printf(
          "Removed %s with %s.%n",
          Quantity.of(result.cacheMounts(), "cache mount"),
          Quantity.bytes(result.cacheMountBytes()));
    }
    return ExitCode.OK;
  }
}
