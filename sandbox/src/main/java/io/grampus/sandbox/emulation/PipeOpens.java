package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.PendingCall.Postponed;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens named pipes for processes, which waits for somebody at the other end: fifo(7). Each opening
 * has a thread of its own, so that all others are answered meanwhile. Safe for several threads.
 */
final class PipeOpens implements Closeable {
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 04000;

  private final Syscalls syscalls;
  private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();

  PipeOpens(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * Opens a pipe and answers the call with its descriptor.
   *
   * @param location a descriptor of the pipe that is closed afterwards
   * @param flags those of open(2) with O_CLOEXEC
   * @param closeOnExecute whether the caller's copy is closed by execve(2)
   */
  void open(Postponed call, int location, long flags, boolean closeOnExecute) {
    waiting.add(location);
    Thread thread =
        new Thread(
            () -> {
              long fd = open(location, flags);
              if (Syscalls.failed(fd)) {
                call.respond(fd);
              } else {
                call.giveDescriptor((int) fd, closeOnExecute);
                syscalls.call(SyscallNumber.CLOSE, fd);
              }
              waiting.remove(location);
              syscalls.call(SyscallNumber.CLOSE, location);
            },
            "pipe-open");
    thread.setDaemon(true);
    thread.start();
  }

  private long open(int location, long flags) {
    NativeBuffer path =
        NativeBuffer.cString(
            SocketAddress.ofDescriptor(location).getBytes(StandardCharsets.US_ASCII));
    return syscalls.call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, path.address(), flags);
  }

  /** Lets go those that nobody waits for any more, by being at the other end for a moment. */
  @Override
  public void close() {
    for (int location : waiting) {
      long both = open(location, O_RDWR | O_NONBLOCK | KernelConstants.O_CLOEXEC);
      if (!Syscalls.failed(both)) {
        syscalls.call(SyscallNumber.CLOSE, both);
      }
    }
  }
}
