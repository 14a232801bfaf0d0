package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.Tracing;
import io.grampus.os.WaitStatus;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Traces the processes of a sandbox whose root the kernel does not know, in a thread of its own:
 * they stop only where nobody but a tracer can help, before execve(2) and chdir(2), and where
 * ptrace(2) stops every traced thread, at its beginning and at signals. When the first process
 * ends, all others are killed, as the first process of a pid namespace does.
 */
public final class Tracer implements Closeable {
  private final Syscalls syscalls;
  private final long first;
  private final Path loader;
  private final long mark;
  private final Tracing tracing;
  private final ProgramNames programs = new ProgramNames();
  private final Set<Integer> threads = new HashSet<>();
  private final Set<Integer> announced = new HashSet<>();
  private final Set<Integer> unannounced = new HashSet<>();
  private final CompletableFuture<Integer> seized = new CompletableFuture<>();
  private final CompletableFuture<Answers> answers = new CompletableFuture<>();
  private final CompletableFuture<WaitStatus> end = new CompletableFuture<>();
  private final Thread worker = new Thread(this::trace, "tracer");

  /** What answers calls, made in the thread that will use it. */
  @FunctionalInterface
  interface Answers {
    Answerer of(TracedCall call) throws ErrnoException;
  }

  private Tracer(Syscalls syscalls, long first, Path loader, long mark) {
    this.syscalls = syscalls;
    this.first = first;
    this.loader = loader;
    this.mark = mark;
    this.tracing = new Tracing(syscalls);
    worker.setDaemon(true);
  }

  /**
   * Attaches to a child of this process that has one thread, and to all that come from it.
   *
   * @param loader an executable file with the content of a loader
   * @param mark what the filter lets an open of the loader's pass for
   * @throws ErrnoException where ptrace(2) is refused
   */
  public static Tracer attach(Syscalls syscalls, long child, Path loader, long mark)
      throws ErrnoException, InterruptedException {
    Tracer tracer = new Tracer(syscalls, child, loader, mark);
    tracer.worker.start();
    try {
      tracer.seized.get();
      return tracer;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ErrnoException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The id of the thread that traces. */
  long thread() {
    return seized.join();
  }

  /** Which programs the traced threads execute. */
  ProgramNames programs() {
    return programs;
  }

  /** Begins to answer calls; until then whoever makes one waits. */
  void answerWith(Answers maker) {
    answers.complete(maker);
  }

  /**
   * Waits for the end of the first process, which is reaped then.
   *
   * @throws CompletionException with the cause where tracing failed
   */
  public WaitStatus awaitEnd() {
    return end.join();
  }

  private void trace() {
    try {
      threads.add((int) first);
      tracing.seize(first);
      seized.complete((int) syscalls.call(SyscallNumber.GETTID));
      Answerer answerer = null;
      for (int thread = next(); thread > 0; thread = next()) {
        boolean needed = tracing.stopped() && tracing.event() == Tracing.EVENT_SECCOMP;
        if (needed && answerer == null) {
          answerer = answers.get().of(new TracedCall());
        }
        handle(thread, answerer);
      }
      end.completeExceptionally(new IllegalStateException("the first process was lost"));
    } catch (ErrnoException
        | InterruptedException
        | ExecutionException
        | RuntimeException
        | Error e) {
      endAll();
      seized.completeExceptionally(e);
      end.completeExceptionally(e);
    }
  }

  /** Nobody waits any more for those that are left, and the filter lasts until they are reaped. */
  private void endAll() {
    threads.forEach(this::kill);
    int thread = tracing.await();
    while (thread > 0 || thread == -Errno.EINTR) {
      if (thread > 0 && tracing.stopped()) {
        kill(thread);
      }
      thread = tracing.await();
    }
  }

  /** The next thread to look after; -1 where none is left. */
  private int next() throws ErrnoException {
    int thread = tracing.await();
    while (thread == -Errno.EINTR) {
      thread = tracing.await();
    }
    if (thread < 0 && thread != -Errno.ECHILD) {
      throw new ErrnoException("wait4", "traced processes", -thread);
    }
    return thread;
  }

  private void handle(int thread, @Nullable Answerer answerer) {
    if (!tracing.stopped()) {
      ended(thread, answerer);
      return;
    }
    boolean isNew = threads.add(thread);
    if (isNew && end.isDone()) {
      kill(thread);
    }
    switch (tracing.event()) {
      case Tracing.EVENT_SECCOMP -> answer(thread, answerer);
      case Tracing.EVENT_EXEC -> executed(thread, answerer);
      case Tracing.EVENT_FORK, Tracing.EVENT_VFORK, Tracing.EVENT_CLONE -> {
        announce(thread, (int) tracing.eventMessage(thread));
        tracing.resume(thread, 0);
      }
      case Tracing.EVENT_STOP -> stopped(thread, isNew);
      default -> signaled(thread, answerer);
    }
  }

  private void answer(int thread, @Nullable Answerer answerer) {
    boolean toResult = answerer != null && answerer.answer(tracing, thread);
    if (toResult) {
      tracing.resumeToResult(thread);
    } else {
      tracing.resume(thread, 0);
    }
  }

  private void executed(int thread, @Nullable Answerer answerer) {
    int former = (int) tracing.eventMessage(thread);
    if (answerer != null) {
      answerer.executed(tracing, thread, former);
    }
    if (former != thread) {
      forget(former, answerer); // its end is not told
    }
    tracing.resume(thread, 0);
  }

  /** A thread has made another, which may have stopped already. */
  private void announce(int thread, int child) {
    programs.inherit(thread, child);
    if (unannounced.remove(child)) {
      tracing.resume(child, 0);
    } else {
      announced.add(child);
    }
  }

  /**
   * A new thread's first stop, after which it waits until it is known whose program it goes on
   * with; or a stop together with its group, which lasts until SIGCONT.
   */
  private void stopped(int thread, boolean isNew) {
    if (isNew && !announced.remove(thread)) {
      unannounced.add(thread);
    } else if (tracing.signal() == ProcessCalls.SIGTRAP) {
      tracing.resume(thread, 0);
    } else {
      tracing.stayStopped(thread);
    }
  }

  private void signaled(int thread, @Nullable Answerer answerer) {
    if (tracing.atResult()) {
      if (answerer != null) {
        answerer.restore(tracing, thread);
      }
      tracing.resume(thread, 0);
    } else {
      tracing.resume(thread, tracing.signal());
    }
  }

  private void ended(int thread, @Nullable Answerer answerer) {
    forget(thread, answerer);
    unannounced.forEach(child -> tracing.resume(child, 0)); // nobody may be left to announce them
    unannounced.clear();
    if (thread == first) {
      end.complete(tracing.end());
      threads.forEach(this::kill);
    }
  }

  private void forget(int thread, @Nullable Answerer answerer) {
    threads.remove(thread);
    announced.remove(thread);
    unannounced.remove(thread);
    programs.remove(thread);
    if (answerer != null) {
      answerer.forget(thread);
    }
  }

  private void kill(int thread) {
    syscalls.call(SyscallNumber.KILL, thread, ProcessCalls.SIGKILL);
  }

  /** Gives up where nothing will answer, and waits for the thread, whose end kills what is left. */
  @Override
  public void close() {
    answers.completeExceptionally(new IllegalStateException("the sandbox was not set up"));
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The executable that is executed in the place of all others. */
  Path loader() {
    return loader;
  }

  /** What the filter lets an open of the loader's pass for. */
  long mark() {
    return mark;
  }
}
