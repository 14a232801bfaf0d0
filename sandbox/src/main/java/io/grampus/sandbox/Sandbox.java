package io.grampus.sandbox;

/** Runs one command as a fake root in a root file system. */
public interface Sandbox {
  /**
   * Runs the command and waits for its end and that of everything it started.
   *
   * <p>When the calling thread is interrupted, the command and all its children are killed before
   * the method returns. No process and no mount is left behind, however it returns.
   *
   * @throws SandboxException when the surroundings could not be made, or the emulation failed while
   *     the command ran
   * @throws CommandNotStartedException when the command itself could not be executed
   */
  ExitStatus run(SandboxSpec spec, StandardStreams streams) throws InterruptedException;
}
