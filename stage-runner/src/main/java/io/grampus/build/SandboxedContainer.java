package io.grampus.build;

import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.ExitStatus;
import io.grampus.sandbox.OwnerTable;
import io.grampus.sandbox.Sandbox;
import io.grampus.sandbox.Sandbox.SandboxProcess;
import io.grampus.sandbox.SandboxSpec;
import io.grampus.sandbox.StandardStreams;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A command in a sandbox that a thread of its own runs: the command dies with that thread. */
final class SandboxedContainer implements RunningContainer {
  private final WorkingSnapshot working;
  private final CompletableFuture<SandboxProcess> process = new CompletableFuture<>();
  private final CompletableFuture<ExitStatus> end = new CompletableFuture<>();
  private final Thread thread;

  private SandboxedContainer(
      Sandbox sandbox,
      SandboxSpec spec,
      StandardStreams streams,
      OwnerTable owners,
      WorkingSnapshot working) {
    this.working = working;
    this.thread = new Thread(() -> run(sandbox, spec, streams, owners), "container");
    this.thread.setDaemon(true);
  }

  /** Starts the command and waits until it is executed. */
  static SandboxedContainer start(
      Sandbox sandbox,
      SandboxSpec spec,
      StandardStreams streams,
      OwnerTable owners,
      WorkingSnapshot working)
      throws InterruptedException {
    SandboxedContainer container = new SandboxedContainer(sandbox, spec, streams, owners, working);
    container.thread.start();
    try {
      container.process.get();
      return container;
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private void run(Sandbox sandbox, SandboxSpec spec, StandardStreams streams, OwnerTable owners) {
    try {
      end.complete(sandbox.run(spec, streams, owners, process::complete));
    } catch (RuntimeException | Error | InterruptedException e) {
      end.completeExceptionally(e);
      process.completeExceptionally(e);
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return end.get().shellCode();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static GrampusException failure(ExecutionException wrapper) {
    Throwable cause = wrapper.getCause();
    if (cause instanceof GrampusException failure) {
      return failure;
    }
    if (cause instanceof InterruptedException) {
      throw new CancellationException("the command was killed");
    }
    throw new IllegalStateException(cause);
  }

  @Override
  public void signal(int number) {
    process.join().signal(number);
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    working.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
