package io.grampus.sandbox.emulation;

import java.nio.file.Path;
import java.util.List;

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

  /**
   * The kernel knows nothing of the sandbox's root: paths are the sandbox's own, and the emulation
   * makes all calls on files itself. No ids are mapped.
   *
   * @param root the directory on the machine that is the sandbox's root
   * @param bindings what stands over it, in order
   * @param tracer traces all processes of the sandbox and no others
   */
  record Traced(Path root, List<Binding> bindings, Tracer tracer) implements SandboxView {
    /** Copies the list. */
    public Traced {
      bindings = List.copyOf(bindings);
    }
  }

  /** A file or directory of the machine, and where the sandbox sees it. */
  record Binding(Path source, String target) {}
}
