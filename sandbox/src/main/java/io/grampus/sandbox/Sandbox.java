package io.grampus.sandbox;

/** Runs one command as a fake root in a root file system. */
public interface Sandbox {
  /**
   * Runs the command and waits for its end and that of everything it started.
   *
   * <p>The owners that files get are kept with the files, in the extended attribute {@code
   * user.rootlesscontainers}; of files that carry none, in the table.
   *
   * <p>When the calling thread is interrupted, the command and all its children are killed before
   * the method returns. No process and no mount is left behind, however it returns.
   *
   * @param owners what earlier steps noted; is added to while the command runs
   * @throws SandboxException when the surroundings could not be made, or the emulation failed while
   *     the command ran
   * @throws CommandNotStartedException when the command itself could not be executed
   */
  ExitStatus run(SandboxSpec spec, StandardStreams streams, OwnerTable owners)
      throws InterruptedException;

  /** As above, where owners of what carries no attributes need not last. */
  default ExitStatus run(SandboxSpec spec, StandardStreams streams) throws InterruptedException {
    return run(spec, streams, new OwnerTable());
  }
}
