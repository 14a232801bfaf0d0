package io.grampus.sandbox;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.WaitStatus;
import io.grampus.sandbox.Sandbox.StartListener;
import io.grampus.sandbox.emulation.RootEmulation;
import java.util.List;
import java.util.Optional;

/** Accompanies a sandbox's first process, a child of this one, to its end and reaps it. */
final class Supervision {
  private static final long CHECK_FOR_INTERRUPTS_MILLISECONDS = 50;
  private static final long ENDING_MILLISECONDS = 1000;
  private static final int PATIENCE = 40;

  private final ProcessCalls processes;
  private final long pid;
  private final List<Integer> endSignals;
  private final Reaper reaper;

  /** Waits for a child that has ended or is about to. */
  @FunctionalInterface
  interface Reaper {
    /** How the child ended, which is no more then. */
    WaitStatus reap(long pid) throws ErrnoException;
  }

  /**
   * Supervision of a child.
   *
   * @param endSignals what ends the sandbox and all in it; each further one is sent where the one
   *     before has not done so in two seconds
   */
  Supervision(ProcessCalls processes, long pid, List<Integer> endSignals) {
    this(processes, pid, endSignals, processes::reap);
  }

  /** As above, for a child whose end somebody else is told of first. */
  Supervision(ProcessCalls processes, long pid, List<Integer> endSignals, Reaper reaper) {
    this.reaper = reaper;
    this.processes = processes;
    this.pid = pid;
    this.endSignals = List.copyOf(endSignals);
  }

  /** Starts the emulation; its argument ends the sandbox. */
  @FunctionalInterface
  interface EmulationStart {
    /** The emulation, or empty for a sandbox without one. */
    Optional<RootEmulation> start(Runnable end) throws ErrnoException;
  }

  /**
   * Waits for the end.
   *
   * @param command the process that signals go to and whose end is that of all
   * @throws InterruptedException when the calling thread is interrupted; the sandbox has ended
   */
  ExitStatus await(EmulationStart start, long command, StartListener started)
      throws ErrnoException, InterruptedException {
    Ended ended = null;
    int pidFd = -1;
    try {
      pidFd = processes.openPidFd(pid);
      ended = awaitEnd(start, pidFd, command, started);
    } finally {
      if (ended == null) {
        processes.kill(pid, endSignals.get(endSignals.size() - 1));
        reaper.reap(pid);
      }
      if (pidFd >= 0) {
        processes.close(pidFd);
      }
    }
    if (ended.interrupted()) {
      throw new InterruptedException("the command was interrupted");
    }
    if (ended.failure().isPresent()) {
      throw failure(ended.failure().get());
    }
    WaitStatus status = ended.status();
    return status.signaled()
        ? new ExitStatus.Signaled(status.signal())
        : new ExitStatus.Exited(status.exitCode());
  }

  /** How a sandbox ended, its first process reaped. */
  private record Ended(WaitStatus status, boolean interrupted, Optional<Throwable> failure) {}

  /** The emulation ends when the last process is reaped, so that comes first. */
  private Ended awaitEnd(EmulationStart start, int pidFd, long command, StartListener started)
      throws ErrnoException {
    Optional<RootEmulation> emulation;
    try {
      emulation = start.start(() -> signal(pidFd, endSignals.get(0)));
    } catch (ErrnoException e) {
      // its root is gone a moment before it counts as ended
      if (!processes.awaitEnd(pidFd, ENDING_MILLISECONDS)) {
        throw e;
      }
      started.started(number -> {}); // it ended before anything had to be emulated
      return new Ended(reaper.reap(pid), false, Optional.empty());
    }
    try {
      int commandFd = command == pid ? pidFd : openCommand(command, pidFd);
      started.started(number -> signal(commandFd, number));
      boolean interrupted = awaitEnd(pidFd, commandFd);
      WaitStatus status = reaper.reap(pid);
      if (commandFd != pidFd) {
        processes.close(commandFd);
      }
      return new Ended(status, interrupted, emulation.flatMap(RootEmulation::failure));
    } finally {
      emulation.ifPresent(RootEmulation::close);
    }
  }

  /** A command that has ended already needs no waiting for. */
  private int openCommand(long command, int pidFd) throws ErrnoException {
    try {
      return processes.openPidFd(command);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ESRCH) {
        throw e;
      }
      return pidFd;
    }
  }

  /** What tells that the emulation gave up. */
  static SandboxException failure(Throwable cause) {
    return new SandboxException(
        "emulation-failed",
        "root emulation failed while the command ran: " + cause.getMessage(),
        "run again with --debug and report what it prints",
        cause);
  }

  /** Waits for the end; an interrupt, or the end of the command, ends what is left. */
  private boolean awaitEnd(int pidFd, int commandFd) throws ErrnoException {
    boolean interrupted = false;
    int waited = 0;
    while (!processes.awaitEnd(pidFd, CHECK_FOR_INTERRUPTS_MILLISECONDS)) {
      interrupted |= Thread.interrupted();
      boolean ending = interrupted || (commandFd != pidFd && processes.awaitEnd(commandFd, 0));
      if (ending && waited % PATIENCE == 0) {
        int step = Math.min(waited / PATIENCE, endSignals.size() - 1);
        signal(pidFd, endSignals.get(step));
      }
      waited += ending ? 1 : 0;
    }
    return interrupted;
  }

  /** The descriptor means the process even when its number is another's by now. */
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
