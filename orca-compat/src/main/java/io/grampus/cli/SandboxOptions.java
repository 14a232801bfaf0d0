package io.grampus.cli;

import io.grampus.build.MeansPreference;
import io.grampus.build.snapshot.SnapshotterPreference;
import io.grampus.sandbox.SandboxPreference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what commands are run with; else variables, else the best that works. */
final class SandboxOptions {
  @Option(
      names = "--sandbox",
      paramLabel = "KIND",
      converter = Sandbox.class,
      description =
          "How commands run: auto, userns, ptrace, proot, proot-only. "
              + "Else $GRAMPUS_SANDBOX, else auto, the best that works here.")
  private @Nullable SandboxPreference sandbox;

  @Option(
      names = "--snapshotter",
      paramLabel = "KIND",
      converter = Snapshotter.class,
      description =
          "How their changes are found: auto, overlay, inplace or umoci. "
              + "Else $GRAMPUS_SNAPSHOTTER, else auto.")
  private @Nullable SnapshotterPreference snapshotter;

  @Option(
      names = "--proot",
      paramLabel = "FILE",
      description = "The proot to use. Else $GRAMPUS_PROOT, else the one in PATH.")
  private @Nullable String proot;

  /** What the options and the environment say together. */
  MeansPreference preference(Map<String, String> environment) {
    return new MeansPreference(
        sandbox == null
            ? new Sandbox().convert(environment.getOrDefault("GRAMPUS_SANDBOX", "auto"))
            : sandbox,
        snapshotter == null
            ? new Snapshotter().convert(environment.getOrDefault("GRAMPUS_SNAPSHOTTER", "auto"))
            : snapshotter,
        proot == null ? environment.getOrDefault("GRAMPUS_PROOT", "") : proot,
        environment.getOrDefault("PATH", "/usr/bin:/bin"));
  }

  /** Reads the value of --sandbox. */
  static final class Sandbox extends WordConverter<SandboxPreference> {
    Sandbox() {
      super("sandbox", SandboxPreference.values());
    }
  }

  /** Reads the value of --snapshotter. */
  static final class Snapshotter extends WordConverter<SnapshotterPreference> {
    Snapshotter() {
      super("snapshotter", SnapshotterPreference.values());
    }
  }
}
