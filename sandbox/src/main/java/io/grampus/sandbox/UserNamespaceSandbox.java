package io.grampus.sandbox;

import io.grampus.os.Availability;
import io.grampus.os.CloneStub;
import io.grampus.os.ClonedProcess;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import io.grampus.os.WaitStatus;
import io.grampus.sandbox.NamespacePlan.Plan;
import io.grampus.sandbox.NamespacePlan.Surroundings;
import io.grampus.sandbox.emulation.CallTally;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.EmulatedCalls;
import io.grampus.sandbox.emulation.RootEmulation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Runs commands in user namespaces with one mapped id, with root emulation by seccomp notification.
 *
 * <p>Safe for several threads, each running a command of its own.
 */
public final class UserNamespaceSandbox implements Sandbox {
  private static final long CHECK_FOR_INTERRUPTS_MILLISECONDS = 50;
  private static final int EMPTY_INPUT = -1;

  private final Syscalls syscalls;
  private final ProcessCalls processes;
  private final CloneStub stub;
  private final boolean counting;

  /** Prepares the machine code that starts children; see the other constructor. */
  public UserNamespaceSandbox(Syscalls syscalls) {
    this(syscalls, false);
  }

  /**
   * Prepares the machine code that starts children.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused
   */
  public UserNamespaceSandbox(Syscalls syscalls, boolean counting) {
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

  @Override
  public ExitStatus run(
      SandboxSpec spec, StandardStreams streams, OwnerTable owners, StartListener started)
      throws InterruptedException {
    try {
      if (streams instanceof StandardStreams.Captured captured) {
        return runCaptured(spec, owners, captured.listener(), started);
      }
      boolean input = ((StandardStreams.Inherited) streams).input();
      Connections connections =
          new Connections(List.of(input ? 0 : EMPTY_INPUT, 1, 2), false, List.of());
      return run(spec, owners, connections, Optional.empty(), started);
    } catch (ErrnoException e) {
      throw new SandboxException(
          "sandbox-failed", "the sandbox failed: " + e.getMessage(), null, e);
    }
  }

  private ExitStatus runCaptured(
      SandboxSpec spec, OwnerTable owners, OutputListener listener, StartListener started)
      throws ErrnoException, InterruptedException {
    Optional<CallTally> tally =
        counting ? Optional.of(new CallTally(syscalls.architecture())) : Optional.empty();
    ExitStatus status;
    try (OutputPump out = new OutputPump(syscalls, OutputListener.Stream.STDOUT, listener);
        OutputPump err = new OutputPump(syscalls, OutputListener.Stream.STDERR, listener)) {
      List<Integer> fds = List.of(EMPTY_INPUT, out.writeEnd(), err.writeEnd());
      status = run(spec, owners, new Connections(fds, true, List.of(out, err)), tally, started);
    }
    for (String line : tally.map(CallTally::lines).orElse(List.of())) {
      byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
      listener.output(OutputListener.Stream.STDERR, text);
    }
    return status;
  }

  /** What a command's standard streams are, and who reads what it writes. */
  private record Connections(List<Integer> fds, boolean ownSession, List<OutputPump> pumps) {}

  private ExitStatus run(
      SandboxSpec spec,
      OwnerTable owners,
      Connections connections,
      Optional<CallTally> tally,
      StartListener started)
      throws ErrnoException, InterruptedException {
    CredentialTable credentials = new CredentialTable();
    Identity user = spec.identity();
    int number = credentials.numberOf(user.uid(), user.gid(), user.groups());
    Surroundings surroundings =
        new Surroundings(
            processes.userId(),
            processes.groupId(),
            SeccompPolicy.filter(syscalls.architecture(), EmulatedCalls.notifiedFor(user.uid())),
            Optional.of(number),
            connections.fds(),
            connections.ownSession());
    Plan plan = NamespacePlan.of(spec, surroundings);
    ClonedProcess child = start(plan);
    connections.pumps().forEach(OutputPump::start);
    if (child.failed()) {
      processes.reap(child.pid());
      closeListener(plan, child);
      throw StartFailure.of(spec, plan, child);
    }
    return supervise(
        new RootEmulation.Sandboxed(
            listener(plan, child),
            child.pid(),
            surroundings.userId(),
            surroundings.groupId(),
            spec.root().changes(),
            credentials,
            owners,
            tally),
        started);
  }

  private ClonedProcess start(Plan plan) throws ErrnoException {
    try {
      return stub.start(plan.program(), plan.namespaces());
    } catch (ErrnoException e) {
      if (new UserNamespaceProbe(syscalls).explain(e) instanceof Availability.Unavailable reason) {
        throw new SandboxException(
            "sandbox-unavailable",
            "no user namespace can be made here: " + reason.cause(),
            reason.hint(),
            e);
      }
      throw e;
    }
  }

  private static int listener(Plan plan, ClonedProcess child) {
    return plan.listenerEntries().stream()
        .map(entry -> child.results().get(entry))
        .filter(result -> result >= 0)
        .map(Long::intValue)
        .findFirst()
        .orElse(-1);
  }

  private void closeListener(Plan plan, ClonedProcess child) {
    int listener = listener(plan, child);
    if (listener >= 0) {
      processes.close(listener);
    }
  }

  private ExitStatus supervise(RootEmulation.Sandboxed sandboxed, StartListener started)
      throws ErrnoException, InterruptedException {
    Ended ended = null;
    int pidFd = -1;
    try {
      pidFd = processes.openPidFd(sandboxed.pid());
      ended = awaitEnd(sandboxed, pidFd, started);
    } finally {
      if (ended == null) {
        processes.kill(sandboxed.pid(), ProcessCalls.SIGKILL);
        processes.reap(sandboxed.pid());
      }
      if (pidFd >= 0) {
        processes.close(pidFd);
      }
    }
    if (ended.interrupted()) {
      throw new InterruptedException("the command was interrupted");
    }
    ended.failure().ifPresent(UserNamespaceSandbox::raise);
    WaitStatus status = ended.status();
    return status.signaled()
        ? new ExitStatus.Signaled(status.signal())
        : new ExitStatus.Exited(status.exitCode());
  }

  /** How a sandbox ended, its first process reaped. */
  private record Ended(WaitStatus status, boolean interrupted, Optional<Throwable> failure) {}

  /** The emulation ends when the last process is reaped, so that comes first. */
  private Ended awaitEnd(RootEmulation.Sandboxed sandboxed, int pidFd, StartListener started)
      throws ErrnoException {
    RootEmulation emulation;
    try {
      emulation =
          RootEmulation.start(syscalls, stub, sandboxed, () -> signal(pidFd, ProcessCalls.SIGKILL));
    } catch (ErrnoException e) {
      if (!processes.awaitEnd(pidFd, 0)) {
        throw e;
      }
      started.started(number -> {}); // it ended before anything had to be emulated
      return new Ended(processes.reap(sandboxed.pid()), false, Optional.empty());
    }
    try (emulation) {
      started.started(number -> signal(pidFd, number));
      boolean interrupted = awaitEnd(pidFd);
      return new Ended(processes.reap(sandboxed.pid()), interrupted, emulation.failure());
    }
  }

  private static void raise(Throwable cause) {
    throw new SandboxException(
        "emulation-failed",
        "root emulation failed while the command ran: " + cause.getMessage(),
        "run again with --debug and report what it prints",
        cause);
  }

  /** Waits for the end of the sandbox; an interrupt of the calling thread ends it. */
  private boolean awaitEnd(int pidFd) throws ErrnoException {
    boolean interrupted = false;
    while (!processes.awaitEnd(pidFd, CHECK_FOR_INTERRUPTS_MILLISECONDS)) {
      if (Thread.interrupted()) {
        interrupted = true;
        signal(pidFd, ProcessCalls.SIGKILL);
      }
    }
    return interrupted;
  }

  /**
   * The first process of a pid namespace takes all others with it: pid_namespaces(7). The
   * descriptor means that process even when its number is another's by now.
   */
  private void signal(int pidFd, int number) {
    try {
      processes.signal(pidFd, number);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EBADF) { // the sandbox is closed already
        throw new IllegalStateException("a child of this process cannot be signaled", e);
      }
    }
  }
}
