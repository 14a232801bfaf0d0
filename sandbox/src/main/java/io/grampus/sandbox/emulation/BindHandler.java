package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.PathWalk.Goal;
import java.nio.charset.StandardCharsets;

/**
 * bind of a Unix domain socket to a path, which creates a file, unix(7); and of others to a port,
 * which not everybody may take.
 */
final class BindHandler {
  private static final int FIRST_FREE_PORT = 1024;

  private final Creation creation;
  private final ProcText setting;
  private final NativeBuffer settingPath =
      NativeBuffer.cString(
          "/proc/sys/net/ipv4/ip_unprivileged_port_start".getBytes(StandardCharsets.US_ASCII));
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer name = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);
  private final SocketAddress address = new SocketAddress();

  BindHandler(Creation creation) {
    this.creation = creation;
    this.setting = new ProcText(creation.calls().plain());
  }

  /** bind(socket, address, length). */
  long bind(NotifiedCall call) {
    if (address.fetch(call) != 0) {
      return Handler.CONTINUE; // the kernel refuses it
    }
    if (address.hasPort()) {
      return bindPort(call);
    }
    boolean whole = address.isEnded() || creation.calls().makesAll();
    return address.isPath() && whole ? bindPath(call) : Handler.CONTINUE;
  }

  /** The kernel lets root bind where it lets the builder: ip(7), "Address format". */
  private long bindPort(NotifiedCall call) {
    int port = address.port();
    boolean privileged = port != 0 && port < firstFreePort();
    return privileged && !call.credentials().has(Capabilities.NET_BIND_SERVICE)
        ? -Errno.EACCES
        : Handler.CONTINUE;
  }

  private int firstFreePort() {
    boolean read = setting.read(KernelConstants.AT_FDCWD, settingPath.address());
    return read ? (int) setting.first("", 10, FIRST_FREE_PORT) : FIRST_FREE_PORT;
  }

  private long bindPath(NotifiedCall call) {
    int parent =
        creation.begin(
            call, (int) KernelConstants.AT_FDCWD, address.remotePath(), Goal.ENTRY, false);
    if (parent < 0) {
      return parent == -Errno.EAGAIN ? Handler.CONTINUE : parent;
    }
    if (call.files().nameIsDirectory()) {
      call.files().close(parent);
      return Handler.CONTINUE;
    }
    long result = creation.permission(call, parent);
    if (result == 0) {
      creation.adoptUmaskForSocket(call);
      result = bindAndRecord(call, parent);
    }
    call.files().close(parent);
    return result == -Errno.EEXIST ? -Errno.EADDRINUSE : result;
  }

  /** The agent binds in the process's root and directory, so that the address stays the same. */
  private long bindAndRecord(NotifiedCall call, int parent) {
    long socket = call.files().openDescriptor(call.thread(), call.intArgument(0));
    long folder = open(call.thread(), "cwd");
    long ownRoot = open(call.thread(), "root");
    long result = Handler.CONTINUE;
    if (creation.calls().makesAll()) {
      result = bindIn(call, parent, (int) socket);
    } else if (Math.min(Math.min(socket, folder), ownRoot) >= 0) {
      long place = address.memory().address();
      result =
          creation.calls().bind((int) ownRoot, (int) folder, (int) socket, place, address.length());
    }
    for (long fd : new long[] {socket, folder, ownRoot}) {
      if (!Syscalls.failed(fd)) {
        call.files().close((int) fd);
      }
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

  private long bindIn(NotifiedCall call, int parent, int socket) {
    call.files().copyName(name);
    int length = name.indexOfNul(0, TargetPath.NAME_MAX + 1);
    String place =
        SocketAddress.ofDescriptor(parent)
            + "/"
            + new String(name.getBytes(0, length), StandardCharsets.ISO_8859_1);
    return socket < 0
        ? socket
        : address.call(creation.calls().plain(), SyscallNumber.BIND, socket, place);
  }

  private long open(int thread, String link) {
    return creation
        .calls()
        .plain()
        .call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, link),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
  }
}
