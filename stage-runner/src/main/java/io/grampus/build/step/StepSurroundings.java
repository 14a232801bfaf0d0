package io.grampus.build.step;

import io.grampus.build.FailedCommandHandler;
import io.grampus.build.RunSettings;
import io.grampus.build.copy.AccountLookup;
import io.grampus.build.layer.UnionView;
import io.grampus.build.mount.MountSupplies;
import io.grampus.build.snapshot.Snapshotter;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.sandbox.Sandbox;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all steps of one build share.
 *
 * @param files reads the store's files
 * @param snapshotter makes room for changes and turns them into layers
 * @param cache what earlier builds did
 * @param useCache whether the cache may answer; results are remembered in any case
 * @param imports what other machines did
 * @param explanation says why the cache has no answer, where somebody wants to know
 * @param sandbox runs commands; made when the first RUN asks
 * @param proxies variables that every RUN gets
 * @param run what else every RUN gets
 * @param clock tells the time of history entries
 * @param warnings hear what the user should know although the build goes on
 * @param mounts what the mounts of RUN are made of
 * @param onFailure what is done where a command failed
 */
public record StepSurroundings(
    StoreFiles files,
    Snapshotter snapshotter,
    StepCache cache,
    boolean useCache,
    ImportedSteps imports,
    Optional<MissExplanation> explanation,
    Supplier<Sandbox> sandbox,
    Map<String, String> proxies,
    RunSettings run,
    Clock clock,
    Consumer<String> warnings,
    MountSupplies mounts,
    FailedCommandHandler onFailure) {
  /** Copies the map. */
  public StepSurroundings {
    proxies = Map.copyOf(proxies);
  }

  /** The accounts of an image. */
  AccountLookup accounts(UnionView image) {
    return new AccountLookup(files.access(), image, warnings);
  }
}
