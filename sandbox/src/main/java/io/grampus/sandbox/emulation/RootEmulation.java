package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.SeccompListener;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.io.Closeable;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Answers the notifications of one sandbox in a thread of its own, until no process of it is left.
 *
 * <p>A failure of the emulation itself must not leave a command waiting for an answer: it is kept
 * for {@link #failure()}, and the caller's action, which ends the sandbox, is run.
 */
public final class RootEmulation implements Closeable {
  private final Syscalls syscalls;
  private final int listenerFd;
  private final RootView root;
  private final CredentialTable credentials;
  private final IdMap idMap;
  private final Runnable onFailure;
  private final Thread thread;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private RootEmulation(
      Syscalls syscalls,
      int listenerFd,
      RootView root,
      CredentialTable credentials,
      IdMap idMap,
      Runnable onFailure) {
    this.syscalls = syscalls;
    this.listenerFd = listenerFd;
    this.root = root;
    this.credentials = credentials;
    this.idMap = idMap;
    this.onFailure = onFailure;
    this.thread = new Thread(this::serve, "root-emulation");
    this.thread.setDaemon(true);
  }

  /**
   * Starts answering.
   *
   * @param listenerFd the seccomp listener, closed by {@link #close}
   * @param pid the sandbox's first process
   * @param userId the builder's user id, shown as 0 inside
   * @param groupId the builder's group id, likewise
   * @param onFailure ends the sandbox; run at most once, in the emulation's thread
   */
  public static RootEmulation start(
      Syscalls syscalls,
      int listenerFd,
      long pid,
      CredentialTable credentials,
      int userId,
      int groupId,
      Runnable onFailure)
      throws ErrnoException {
    RootView root = new RootView(syscalls, pid);
    RootEmulation emulation =
        new RootEmulation(
            syscalls, listenerFd, root, credentials, new IdMap(userId, groupId), onFailure);
    emulation.thread.start();
    return emulation;
  }

  private void serve() {
    try {
      SeccompListener listener = new SeccompListener(syscalls, listenerFd);
      listener.enableSynchronousWakeUp();
      answerAll(
          listener,
          new NotifiedCall(syscalls, listener, credentials, root),
          new HandlerTable(syscalls, idMap, root));
    } catch (RuntimeException | Error | ErrnoException e) {
      failure.set(e);
      onFailure.run();
    }
  }

  private static void answerAll(SeccompListener listener, NotifiedCall call, HandlerTable handlers)
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

  /** Waits for the end of the thread, which follows that of the last process, and closes all. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    root.close();
    syscalls.call(SyscallNumber.CLOSE, listenerFd);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
