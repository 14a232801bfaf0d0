package io.grampus.build;

import io.grampus.build.snapshot.SnapshotterKind;
import io.grampus.build.snapshot.SnapshotterPreference;
import io.grampus.build.store.Store;
import io.grampus.os.Availability;
import io.grampus.os.GrampusException;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.ChosenSandbox;
import io.grampus.sandbox.HostProbe;
import io.grampus.sandbox.ProotProbe;
import io.grampus.sandbox.SandboxPreference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chooses sandbox and snapshotter when the first command needs them, and stays with them. */
public final class MeansChoice implements Supplier<CommandMeans> {
  private final Syscalls syscalls;
  private final Supplier<Store> store;
  private final MeansPreference preference;
  private final boolean counting;
  private @Nullable CommandMeans chosen;

  /**
   * A choice to be made on the file system of that store.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   */
  public MeansChoice(
      Syscalls syscalls, Supplier<Store> store, MeansPreference preference, boolean counting) {
    this.syscalls = syscalls;
    this.store = store;
    this.preference = preference;
    this.counting = counting;
  }

  /**
   * The choice.
   *
   * @throws GrampusException {@code sandbox-unavailable} or {@code snapshotter-unavailable}
   */
  @Override
  public synchronized CommandMeans get() {
    CommandMeans means = chosen;
    if (means == null) {
      means = choose();
      chosen = means;
    }
    return means;
  }

  private CommandMeans choose() {
    Path scratch = store.get().temporaryPath();
    try {
      Files.createDirectory(scratch);
      ProotProbe proot = new ProotProbe(preference.proot(), preference.searchPath());
      return choose(new HostProbe(syscalls, proot, scratch));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (IOException e) {
      throw SystemFailure.of(e);
    } finally {
      store.get().removeTree(scratch);
    }
  }

  private CommandMeans choose(HostProbe probe) throws InterruptedException {
    ChosenSandbox sandbox = probe.choose(preference.sandbox(), counting);
    List<String> reasons = new ArrayList<>(sandbox.reasons());
    SnapshotterKind kind = snapshotter(probe, sandbox, reasons);
    return new CommandMeans(sandbox.rung(), reasons, sandbox.sandbox(), kind);
  }

  private SnapshotterKind snapshotter(HostProbe probe, ChosenSandbox sandbox, List<String> reasons)
      throws InterruptedException {
    boolean namespaces = sandbox.rung().equals(SandboxPreference.USERNS.word());
    if (preference.snapshotter() == SnapshotterPreference.INPLACE) {
      return SnapshotterKind.INPLACE;
    }
    Availability overlay =
        namespaces
            ? probe.overlay()
            : Availability.unavailable(
                "the sandbox " + sandbox.rung() + " works on plain directories only",
                "--snapshotter=inplace, or --sandbox=userns where it is available");
    if (!(overlay instanceof Availability.Unavailable missing)) {
      return SnapshotterKind.OVERLAY;
    }
    if (preference.snapshotter() == SnapshotterPreference.OVERLAY) {
      throw new GrampusException(
          "snapshotter-unavailable",
          "the snapshotter overlay cannot be used: " + missing.cause(),
          missing.hint(),
          null);
    }
    if (namespaces) {
      reasons.add("no overlay because " + missing.cause() + " (" + missing.hint() + ")");
    }
    return SnapshotterKind.INPLACE;
  }
}
