package io.grampus.sandbox.emulation;

import io.grampus.os.CloneStub;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.SeccompListener;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.CommandNotStartedException;
import io.grampus.sandbox.OwnerTable;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Answers the notifications of one sandbox in threads of its own, until no process of it is left.
 *
 * <p>A failure of the emulation itself must not leave a command waiting for an answer: it is kept
 * for {@link #failure()}, and the caller's action, which ends the sandbox, is run.
 */
public final class RootEmulation implements Closeable {
  private static final int MANY_PROCESSORS = 8;

  /**
   * A second thread costs each call 4 µs where it has no processor to itself; and it may wait for
   * ever for a call that the first one received, where the kernel does not end that.
   */
  private static final int THREADS =
      Runtime.getRuntime().availableProcessors() >= MANY_PROCESSORS && SeccompListener.receiveEnds()
          ? 2
          : 1;

  private final Syscalls syscalls;
  private final Sandboxed sandbox;
  private final RootView root;
  private final SandboxOwners owners;
  private final RootAgent agent;
  private final Runnable onFailure;
  private final PipeOpens pipes;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * The sandbox to be served.
   *
   * @param listenerFd the seccomp listener, closed by {@link RootEmulation#close}
   * @param view where its files are
   * @param userId the builder's user id, shown as 0 inside
   * @param groupId the builder's group id, likewise
   * @param store the directory on the host that the sandbox's changes go to
   * @param credentials which credentials its processes have
   * @param owners the owners of files that carry no attributes, read and added to
   * @param tally counts the calls, where somebody wants to know
   * @param patches of the processes' code, where their calls may be answered in themselves
   * @param foreign told of the programs that cannot be executed
   */
  public record Sandboxed(
      int listenerFd,
      SandboxView view,
      int userId,
      int groupId,
      Path store,
      CredentialTable credentials,
      OwnerTable owners,
      Optional<CallTally> tally,
      Optional<PatchedTexts> patches,
      ForeignPrograms foreign) {}

  private RootEmulation(
      Syscalls syscalls,
      Sandboxed sandbox,
      RootView root,
      SandboxOwners owners,
      RootAgent agent,
      Runnable onFailure) {
    this.syscalls = syscalls;
    this.sandbox = sandbox;
    this.root = root;
    this.owners = owners;
    this.agent = agent;
    this.onFailure = onFailure;
    this.pipes = new PipeOpens(syscalls);
    for (int number = 0; number < THREADS; number++) {
      Thread thread = new Thread(this::serve, "root-emulation-" + number);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  /**
   * Starts answering. The listener's descriptor is closed with the emulation, or at once where it
   * cannot be started. Throws {@link CommandNotStartedException} where the sandbox's user may not
   * execute its first program.
   *
   * @param stub starts the processes that act inside the sandbox
   * @param onFailure ends the sandbox; run at most once, in a thread of the emulation
   */
  public static RootEmulation start(
      Syscalls syscalls, CloneStub stub, Sandboxed sandbox, Runnable onFailure)
      throws ErrnoException {
    try {
      RootView root = RootView.open(syscalls, sandbox.view());
      try {
        SandboxOwners owners =
            new SandboxOwners(
                syscalls, sandbox.owners(), sandbox.store(), root.fd(), root.isPlain());
        RootAgent agent =
            sandbox.view() instanceof SandboxView.Namespace namespace
                ? new NamespaceAgent(syscalls, stub, namespace.pid())
                : new LiftingAgent(syscalls);
        RootEmulation emulation =
            new RootEmulation(syscalls, sandbox, root, owners, agent, onFailure);
        if (sandbox.view() instanceof SandboxView.Namespace namespace) {
          emulation.adoptFirst((int) namespace.pid());
        }
        emulation.threads.forEach(Thread::start);
        if (sandbox.view() instanceof SandboxView.Traced traced) {
          traced.tracer().answerWith(call -> emulation.answerer(traced.tracer(), call));
        }
        return emulation;
      } catch (ErrnoException e) {
        root.close();
        throw e;
      }
    } catch (ErrnoException e) {
      syscalls.call(SyscallNumber.CLOSE, sandbox.listenerFd());
      throw e;
    }
  }

  /** Ends the sandbox where its user may not execute the program. */
  private void adoptFirst(int process) {
    HandlerParts parts = parts(false);
    if (!new FirstProgram(parts, sandbox.foreign()).adopt(process)) {
      onFailure.run();
      close();
      throw CommandNotStartedException.refused();
    }
  }

  private void serve() {
    try {
      SeccompListener listener = new SeccompListener(syscalls, sandbox.listenerFd());
      listener.enableSynchronousWakeUp();
      CallPatcher patcher =
          sandbox
              .patches()
              .map(patches -> new CallPatcher(syscalls, patches, sandbox.tally().orElse(null)))
              .orElse(null);
      HandlerParts parts = parts(OwnDirectory.enter(syscalls));
      NotifiedCall call = new NotifiedCall(parts, listener, patcher);
      try {
        answerAll(listener, call, handlers(parts), patcher);
      } finally {
        call.files().close();
      }
    } catch (RuntimeException | Error | ErrnoException e) {
      if (failure.compareAndSet(null, e)) {
        onFailure.run();
      }
    }
  }

  private HandlerParts parts(boolean ownDirectory) {
    RootCalls calls = new RootCalls(syscalls, agent, ownDirectory, root);
    IdMap ids = new IdMap(sandbox.userId(), sandbox.groupId(), !root.isPlain());
    return HandlerParts.of(calls, root, ids, owners, sandbox.credentials());
  }

  private HandlerTable handlers(HandlerParts parts) {
    return new HandlerTable(parts, sandbox.foreign(), pipes, sandbox.tally().orElse(null));
  }

  /** Answers what a traced thread stops before, in the tracing thread. */
  private Answerer answerer(Tracer tracer, TracedCall traced) throws ErrnoException {
    HandlerParts parts = parts(OwnDirectory.enter(syscalls));
    return new Answerer(
        parts, handlers(parts), new NotifiedCall(parts, traced, null), traced, tracer);
  }

  private static void answerAll(
      SeccompListener listener,
      NotifiedCall call,
      HandlerTable handlers,
      @Nullable CallPatcher patcher)
      throws ErrnoException {
    while (true) {
      int received = listener.receive();
      if (received == -Errno.ENOENT) {
        return;
      }
      if (received == -Errno.EINTR || received == -Errno.EAGAIN) {
        continue;
      }
      if (received < 0) {
        throw new ErrnoException("ioctl", "SECCOMP_IOCTL_NOTIF_RECV", -received);
      }
      long answer = handlers.handle(listener.number(), call);
      if (patcher != null) {
        patcher.hear(call, listener);
      }
      if (answer == Handler.LATER || answer == Handler.ANSWERED) {
        continue;
      }
      int sent = answer == Handler.CONTINUE ? listener.letContinue() : listener.respond(answer);
      if (sent != 0 && sent != -Errno.ENOENT) {
        throw new ErrnoException("ioctl", "SECCOMP_IOCTL_NOTIF_SEND", -sent);
      }
    }
  }

  /** What made the emulation give up, if anything did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Waits for the end of the threads, which follows that of the last process, and closes all. */
  @Override
  public void close() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    pipes.close();
    if (sandbox.view() instanceof SandboxView.Traced traced) {
      traced.tracer().close();
    }
    root.close();
    owners.close();
    agent.close();
    syscalls.call(SyscallNumber.CLOSE, sandbox.listenerFd());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
