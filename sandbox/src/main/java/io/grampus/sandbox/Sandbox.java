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
  ExitStatus run(
      SandboxSpec spec, StandardStreams streams, OwnerTable owners, StartListener listener)
      throws InterruptedException;

  /** As above, where the owners of what carries no attributes need not last. */
  default ExitStatus run(SandboxSpec spec, StandardStreams streams, StartListener listener)
      throws InterruptedException {
    return run(spec, streams, new OwnerTable(), listener);
  }

  /** As above, for a caller that does not need to know when the command has started. */
  default ExitStatus run(SandboxSpec spec, StandardStreams streams) throws InterruptedException {
    return run(spec, streams, process -> {});
  }

  /** Hears that the command has been executed. */
  @FunctionalInterface
  interface StartListener {
    /** Called once, in the thread that runs the sandbox, before it waits. */
    void started(SandboxProcess process);
  }

  /** A command that runs in a sandbox. */
  @FunctionalInterface
  interface SandboxProcess {
    /**
     * Sends a signal to the command; nothing happens when it has ended.
     *
     * @param number as in signal(7)
     */
    void signal(int number);
  }
}
