package io.grampus.build;

import io.grampus.build.snapshot.SnapshotterPreference;
import io.grampus.sandbox.SandboxPreference;

/**
 * What the user wants commands to be run with.
 *
 * @param sandbox the kind of sandbox
 * @param snapshotter the snapshotter
 * @param proot the proot to use, or empty for the one in the search path
 * @param searchPath folders as in PATH
 */
public record MeansPreference(
    SandboxPreference sandbox,
    SnapshotterPreference snapshotter,
    String proot,
    String searchPath) {}
