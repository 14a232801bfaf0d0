package io.grampus.sandbox.emulation;

import java.nio.file.Path;

/** Where the files are that a sandbox's processes name, and how the names arrive. */
public sealed interface SandboxView {
  /**
   * A mount namespace: paths are the sandbox's own, below the root of its first process. The kernel
   * maps the builder's ids to root's.
   */
  record Namespace(long pid) implements SandboxView {}

  /**
   * Another program translates paths before the kernel, and so the supervisor, sees them: absolute
   * ones of the machine. No ids are mapped.
   *
   * @param root the directory on the machine that is the sandbox's root
   * @param tracer that program, which traces all processes of the sandbox and no others
   */
  record Translated(Path root, long tracer) implements SandboxView {}
}
