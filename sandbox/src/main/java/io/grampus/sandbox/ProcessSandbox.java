package io.grampus.sandbox;

import io.grampus.os.CloneStub;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import java.util.List;

/** What the kinds of sandbox have in common: where output goes, and how failures are told. */
abstract class ProcessSandbox implements Sandbox {
  private static final int EMPTY_INPUT = -1;

  private final Syscalls syscalls;
  private final ProcessCalls processes;
  private final CloneStub stub;

  /**
   * Prepares the machine code that starts children.
   *
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused
   */
  ProcessSandbox(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.processes = new ProcessCalls(syscalls);
    try {
      this.stub = new CloneStub(syscalls);
    } catch (ErrnoException e) {
      throw new SandboxException(
          "sandbox-unavailable",
          "this system lets no program make memory executable: " + e.getMessage(),
          "allow executable anonymous memory (SELinux execmem) for Java",
          e);
    }
  }

  /**
   * The command's standard descriptors.
   *
   * @param fds input, output and error; -1 for an empty input
   * @param ownSession whether the command leads a session of its own
   * @param pumps to be started when the command has been
   */
  record Streams(List<Integer> fds, boolean ownSession, List<OutputPump> pumps) {
    Streams {
      fds = List.copyOf(fds);
      pumps = List.copyOf(pumps);
    }
  }

  @Override
  public final ExitStatus run(
      SandboxSpec spec, StandardStreams streams, OwnerTable owners, StartListener started)
      throws InterruptedException {
    try {
      if (streams instanceof StandardStreams.Captured captured) {
        try (OutputPump out =
                new OutputPump(syscalls, OutputListener.Stream.STDOUT, captured.listener());
            OutputPump err =
                new OutputPump(syscalls, OutputListener.Stream.STDERR, captured.listener())) {
          List<Integer> fds = List.of(EMPTY_INPUT, out.writeEnd(), err.writeEnd());
          return run(spec, owners, new Streams(fds, true, List.of(out, err)), started);
        }
      }
      boolean input = ((StandardStreams.Inherited) streams).input();
      List<Integer> fds = List.of(input ? 0 : EMPTY_INPUT, 1, 2);
      return run(spec, owners, new Streams(fds, false, List.of()), started);
    } catch (ErrnoException e) {
      throw new SandboxException(
          "sandbox-failed", "the sandbox failed: " + e.getMessage(), null, e);
    }
  }

  abstract ExitStatus run(
      SandboxSpec spec, OwnerTable owners, Streams streams, StartListener started)
      throws ErrnoException, InterruptedException;

  Syscalls syscalls() {
    return syscalls;
  }

  ProcessCalls processes() {
    return processes;
  }

  CloneStub stub() {
    return stub;
  }
}
