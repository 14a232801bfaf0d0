package io.grampus.sandbox.emulation;

import io.grampus.os.PendingCall.Postponed;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Connects sockets of processes to those at paths, which waits where too many wait there already:
 * connect(2). Each has a thread of its own, so that all others are answered meanwhile.
 */
final class SocketConnects {
  private static final int F_GETFL = 3;
  private static final int O_NONBLOCK = 04000;

  private final Syscalls syscalls;

  SocketConnects(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Whether a socket may wait. */
  boolean mayWait(int socket) {
    return (syscalls.call(SyscallNumber.FCNTL, socket, F_GETFL) & O_NONBLOCK) == 0;
  }

  /**
   * Makes the connection and answers the call.
   *
   * @param socket a copy of the process's, which is closed afterwards
   * @param file a location of what is at the path, which is closed as well
   */
  void connect(Postponed call, int socket, int file) {
    Thread thread =
        new Thread(
            () -> {
              call.respond(connect(new SocketAddress(), socket, file));
              syscalls.call(SyscallNumber.CLOSE, socket);
              syscalls.call(SyscallNumber.CLOSE, file);
            },
            "socket-connect");
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes the connection at once. */
  long connect(SocketAddress address, int socket, int file) {
    String place = SocketAddress.ofDescriptor(file);
    return address.call(syscalls, SyscallNumber.CONNECT, socket, place);
  }
}
