package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.Registers;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts paths on the machine into the addresses that traced threads pass to bind and connect, where
 * the builder may not take a copy of their sockets: pidfd_getfd(2), which many containers refuse. A
 * path that is too long for an address, unix(7), goes by a symbolic link. Belongs to the tracing
 * thread.
 */
final class SocketPaths {
  private final RootCalls calls;
  private final FileInspector inspector;
  private final OwnerNotes owners;
  private final ProcessMemory memory;
  private final String links;
  private final SocketAddress address = new SocketAddress();
  private final NativeBuffer name = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);
  private final Map<Integer, Given> given = new HashMap<>();
  private int count;
  private int error;

  /** What a thread passed, and the file that it makes; empty where it makes none. */
  private record Given(long address, long length, String made, Credentials who) {}

  /**
   * Addresses of one sandbox.
   *
   * @param links a directory for symbolic links, which somebody else removes
   */
  SocketPaths(HandlerParts parts, Path links) {
    this.calls = parts.calls();
    this.inspector = parts.inspector();
    this.owners = parts.owners();
    this.memory = new ProcessMemory(calls.plain());
    this.links = links.toString();
  }

  /** Takes the call's address; 0, or -EFAULT where it cannot be read. */
  long fetch(NotifiedCall call) {
    return address.fetch(call);
  }

  /** Whether the address taken is a path. */
  boolean isPath() {
    return address.isPath();
  }

  /** Changes the address; 0, or the negated errno that the call fails with. */
  long prepare(NotifiedCall call, Registers registers, boolean binds) {
    String place = binds ? placeOfNew(call) : placeOf(call);
    if (place.isEmpty()) {
      return -error;
    }
    int length = address.put(shortened(place));
    if (length < 0) {
      return length;
    }
    long at = registers.roomBelowStack(length);
    if (memory.write(call.thread(), at, address.memory(), 0, length) != length) {
      return -Errno.ENOMEM;
    }
    Given before =
        new Given(
            registers.argument(1), registers.argument(2), binds ? place : "", call.credentials());
    given.put(call.thread(), before);
    registers.setArgument(1, at);
    registers.setArgument(2, length);
    return 0;
  }

  private String placeOf(NotifiedCall call) {
    int fd = call.files().open(call.thread(), PathCalls.HERE, address.remotePath(), true);
    if (fd < 0) {
      error = -fd;
      return "";
    }
    String place = call.files().pathOnMachine(fd);
    call.files().close(fd);
    error = Errno.ENOENT;
    return place;
  }

  private String placeOfNew(NotifiedCall call) {
    TargetFiles files = call.files();
    int parent = files.openParent(call.thread(), PathCalls.HERE, address.remotePath());
    if (parent < 0) {
      boolean taken = parent == -Errno.EAGAIN || parent == -Errno.EBUSY;
      error = taken ? Errno.EADDRINUSE : -parent;
      return "";
    }
    inspector.lookAt(parent);
    inspector.findOwner(parent);
    boolean allowed = inspector.allows(call.credentials(), AccessRules.WRITE | AccessRules.SEARCH);
    error = allowed ? Errno.ENOENT : Errno.EACCES;
    files.copyName(name);
    String folder = allowed ? files.pathOnMachine(parent) : "";
    files.close(parent);
    int length = name.indexOfNul(0, TargetPath.NAME_MAX + 1);
    String last = new String(name.getBytes(0, length), StandardCharsets.ISO_8859_1);
    return folder.isEmpty() ? "" : folder + "/" + last;
  }

  private String shortened(String place) {
    if (place.length() <= SocketAddress.LONGEST_PATH) {
      return place;
    }
    int slash = place.lastIndexOf('/');
    String link = links + "/" + count++;
    NativeBuffer target = text(place.substring(0, slash));
    NativeBuffer at = text(link);
    calls
        .plain()
        .call(SyscallNumber.SYMLINKAT, target.address(), KernelConstants.AT_FDCWD, at.address());
    return link + place.substring(slash);
  }

  private static NativeBuffer text(String text) {
    return NativeBuffer.cString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Puts the thread's own address back after the call; false where it had not been changed. */
  boolean restore(int thread, Registers registers) {
    Given before = given.remove(thread);
    if (before == null) {
      return false;
    }
    if (!before.made().isEmpty() && !Syscalls.failed(registers.result())) {
      record(before);
    }
    registers.setArgument(1, before.address());
    registers.setArgument(2, before.length());
    return true;
  }

  private void record(Given made) {
    long noFollow = Locations.noFollow(calls.plain().architecture());
    long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | noFollow;
    NativeBuffer path = text(made.made());
    long fd = calls.call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, path.address(), flags);
    if (!Syscalls.failed(fd)) {
      inspector.lookAt((int) fd);
      int uid = made.who().user().fileSystem();
      owners.record((int) fd, inspector.mode(), uid, made.who().group().fileSystem());
      calls.plain().call(SyscallNumber.CLOSE, fd);
    }
  }

  /** Forgets a thread that is gone. */
  void forget(int thread) {
    given.remove(thread);
  }
}
