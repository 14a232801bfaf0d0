package io.grampus.sandbox;

import io.grampus.os.CloneStub;
import io.grampus.os.ErrnoException;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.CallTally;
import io.grampus.sandbox.emulation.ForeignPrograms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the kinds of sandbox have in common: where output goes, and how failures are told. */
abstract class ProcessSandbox implements Sandbox {
  private static final int EMPTY_INPUT = -1;
  private static final int SIGSYS = 31;

  private final Syscalls syscalls;
  private final ProcessCalls processes;
  private final CloneStub stub;
  private final boolean counting;

  /**
   * Prepares the machine code that starts children.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused
   */
  ProcessSandbox(Syscalls syscalls, boolean counting) {
    this.syscalls = syscalls;
    this.counting = counting;
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
   * @param tally counts the emulated calls, where somebody wants to know
   * @param foreign hears of programs for other processors
   */
  record Streams(
      List<Integer> fds,
      boolean ownSession,
      List<OutputPump> pumps,
      Optional<CallTally> tally,
      ForeignPrograms foreign) {
    Streams {
      fds = List.copyOf(fds);
      pumps = List.copyOf(pumps);
    }
  }

  @Override
  public final ExitStatus run(
      SandboxSpec spec, StandardStreams streams, OwnerTable owners, StartListener started)
      throws InterruptedException {
    ForeignPrograms foreign = new ForeignPrograms();
    try {
      ExitStatus status = run(spec, streams, owners, foreign, started);
      boolean killed = status.equals(new ExitStatus.Signaled(SIGSYS));
      foreign.messages(spec.arguments().get(0), killed).forEach(line -> tell(streams, line));
      return status;
    } catch (ErrnoException e) {
      throw new SandboxException(
          "sandbox-failed", "the sandbox failed: " + e.getMessage(), null, e);
    }
  }

  /** Writes a line where the command wrote its errors. */
  private void tell(StandardStreams streams, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (streams instanceof StandardStreams.Captured captured) {
      captured.listener().output(OutputListener.Stream.STDERR, bytes);
    } else {
      NativeBuffer text = NativeBuffer.cString(bytes);
      syscalls.call(SyscallNumber.WRITE, 2, text.address(), bytes.length);
    }
  }

  private ExitStatus run(
      SandboxSpec spec,
      StandardStreams streams,
      OwnerTable owners,
      ForeignPrograms foreign,
      StartListener started)
      throws ErrnoException, InterruptedException {
    if (streams instanceof StandardStreams.Captured captured) {
      return runCaptured(spec, owners, foreign, captured.listener(), started);
    }
    boolean input = ((StandardStreams.Inherited) streams).input();
    List<Integer> fds = List.of(input ? 0 : EMPTY_INPUT, 1, 2);
    Streams own = new Streams(fds, false, List.of(), Optional.empty(), foreign);
    return run(spec, owners, own, started);
  }

  private ExitStatus runCaptured(
      SandboxSpec spec,
      OwnerTable owners,
      ForeignPrograms foreign,
      OutputListener listener,
      StartListener started)
      throws ErrnoException, InterruptedException {
    Optional<CallTally> tally =
        counting ? Optional.of(new CallTally(syscalls.architecture())) : Optional.empty();
    ExitStatus status;
    try (OutputPump out = new OutputPump(syscalls, OutputListener.Stream.STDOUT, listener);
        OutputPump err = new OutputPump(syscalls, OutputListener.Stream.STDERR, listener)) {
      List<Integer> fds = List.of(EMPTY_INPUT, out.writeEnd(), err.writeEnd());
      Streams own = new Streams(fds, true, List.of(out, err), tally, foreign);
      status = run(spec, owners, own, started);
    }
    for (String line : tally.map(CallTally::lines).orElse(List.of())) {
      byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
      listener.output(OutputListener.Stream.STDERR, text);
    }
    return status;
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
