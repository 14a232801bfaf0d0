package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.PathWalk.Goal;

/** bind of a Unix domain socket to a path, which creates a file: unix(7). */
final class BindHandler {
  private static final int AF_UNIX = 1;
  private static final int PATH_OFFSET = 2;
  private static final int LONGEST_ADDRESS = 110;

  private final Creation creation;
  private final RootAgent agent;
  private final RootView root;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer address = NativeBuffer.allocate(LONGEST_ADDRESS + 1);

  BindHandler(Creation creation, RootAgent agent, RootView root) {
    this.creation = creation;
    this.agent = agent;
    this.root = root;
  }

  /** bind(socket, address, length). */
  long bind(NotifiedCall call) {
    int length = call.intArgument(2);
    if (length <= PATH_OFFSET || length > LONGEST_ADDRESS || root.hasOtherRoots()) {
      return Handler.CONTINUE;
    }
    if (call.fetch(call.argument(1), length) != 0
        || call.scratch().getUnsignedShort(0) != AF_UNIX
        || call.scratch().getByte(PATH_OFFSET) == 0
        || call.scratch().indexOfNul(PATH_OFFSET, length) < 0) {
      return Handler.CONTINUE;
    }
    address.putBytes(0, call.scratch().getBytes(0, length), 0, length);
    int parent =
        creation.begin(
            call,
            (int) KernelConstants.AT_FDCWD,
            call.argument(1) + PATH_OFFSET,
            Goal.ENTRY,
            false);
    if (parent < 0) {
      return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
    }
    if (call.files().nameIsDirectory()) {
      call.files().close(parent);
      return Handler.CONTINUE;
    }
    long result = creation.permission(call, parent);
    if (result == 0) {
      creation.adoptUmask(call, 0777);
      result = bindAndRecord(call, parent, length);
    }
    call.files().close(parent);
    return result == -Errno.EEXIST ? -Errno.EADDRINUSE : result;
  }

  /** The agent binds in the process's root and directory, so that the address stays the same. */
  private long bindAndRecord(NotifiedCall call, int parent, int length) {
    Syscalls plain = creation.calls().plain();
    long process = plain.call(SyscallNumber.PIDFD_OPEN, call.thread(), 0);
    if (Syscalls.failed(process)) {
      return Handler.CONTINUE; // the caller is not its process's first thread
    }
    long socket = plain.call(SyscallNumber.PIDFD_GETFD, process, call.intArgument(0), 0);
    plain.call(SyscallNumber.CLOSE, process);
    long folder =
        plain.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            proc.of(call.thread(), "cwd"),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    long result = Syscalls.failed(socket) ? socket : folder;
    if (!Syscalls.failed(result)) {
      result = agent.bind(root.fd(), (int) folder, (int) socket, address.address(), length);
    }
    if (!Syscalls.failed(socket)) {
      plain.call(SyscallNumber.CLOSE, socket);
    }
    if (!Syscalls.failed(folder)) {
      plain.call(SyscallNumber.CLOSE, folder);
    }
    if (result == 0) {
      int created = creation.openCreated(call, parent);
      if (created >= 0) {
        result = creation.record(created);
        call.files().close(created);
      }
    }
    return result;
  }
}
