package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a sandbox under the numbers that they have inside, through the sandbox's own
 * proc(5); where it has none of its own because another program translates its paths, they are
 * those that this program traces. Where the machine makes a sandbox's proc(5) show the processes
 * outside, nothing is known of any. Belongs to one thread.
 */
final class SandboxProcesses {
  private static final int GROUP_FIELD = 5;
  private static final int SESSION_FIELD = 6;
  private static final int ENTRIES = 32768;
  private static final int ENTRY_LENGTH = 16;
  private static final int ENTRY_NAME = 19;

  private final Syscalls syscalls;
  private final RootView root;
  private final CredentialTable.Access credentials;
  private final ProcText text;
  private final ProcPath own = new ProcPath();
  private final NativeBuffer entries = NativeBuffer.allocate(ENTRIES);

  SandboxProcesses(Syscalls syscalls, RootView root, CredentialTable.Access credentials) {
    this.syscalls = syscalls;
    this.root = root;
    this.credentials = credentials;
    this.text = new ProcText(syscalls);
  }

  private static NativeBuffer path(int process, String file) {
    String path = "proc/" + process + file;
    return NativeBuffer.cString(path.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean read(int process, String file) {
    NativeBuffer path = path(process, file);
    return isKnown() && text.read(directory(), path.address());
  }

  private boolean isKnown() {
    return root.hasOwnProcesses() || root.isPlain();
  }

  /** What has the /proc that shows the sandbox's processes. */
  private int directory() {
    return root.isPlain() ? root.outside() : root.fd();
  }

  /** Whether processes outside have numbers inside, too, so that a call could mean one. */
  boolean areAmongOthers() {
    return root.isPlain();
  }

  /**
   * Whether a path leads to what proc(5) tells of a process outside; symbolic links that were
   * followed for the call in hand count. This keeps honest programs apart: one that changes the
   * text of the path meanwhile is not stopped by it.
   */
  boolean hides(NotifiedCall call, int directory, int pathArgument) {
    if (!areAmongOthers()) {
      return false;
    }
    int process = call.files().processOf(call.thread(), directory, call.argument(pathArgument));
    return process >= 0 && !isInside(process);
  }

  /** Whether a process or thread is the sandbox's, where it could be another. */
  boolean isInside(int process) {
    return !areAmongOthers()
        || (read(process, "/status") && text.first("TracerPid:", 10, 0) == root.tracer());
  }

  /** Whose a process or thread is; null where it is unknown. */
  @Nullable Credentials credentials(int process) {
    if (!read(process, "/limits")) {
      return null;
    }
    long number = text.first("Max file locks", 10, CredentialTable.UNLIMITED);
    NativeBuffer status = path(process, "/stat");
    return credentials.of(number, directory(), status.address());
  }

  /** The process outside that a descriptor of this process's stands for; -1 where unknown. */
  int processOfDescriptor(int pidFd) {
    boolean read = text.read(KernelConstants.AT_FDCWD, own.ofOwnDescriptorInfo(pidFd));
    return read ? (int) text.first("Pid:", 10, -1) : -1;
  }

  /** Whose a process is that is known by its number outside; null where there is none. */
  @Nullable Credentials credentialsOutside(int process) {
    return process > 0 ? credentials.readOther(process) : null;
  }

  /** The number inside of a thread that is known by its number outside; -1 where it is gone. */
  int numberInside(int thread) {
    return ofThread(thread, "NSpid:");
  }

  /** The number inside of the process of a thread. */
  int processInside(int thread) {
    return ofThread(thread, "NStgid:");
  }

  /** The number inside of the process group of a thread. */
  int groupInside(int thread) {
    return ofThread(thread, "NSpgid:");
  }

  /** The number inside of the session of a thread; -1 where it is gone. */
  int sessionInside(int thread) {
    return ofThread(thread, "NSsid:");
  }

  /** The number inside of a process's session; -1 where it is unknown. */
  int session(int process) {
    return read(process, "/stat") ? (int) text.field(SESSION_FIELD) : -1;
  }

  private int ofThread(int thread, String line) {
    return text.read(KernelConstants.AT_FDCWD, own.of(thread, "status"))
        ? (int) text.last(line, -1)
        : -1;
  }

  /** The numbers of all processes, or of those in a group; empty where they are unknown. */
  List<Integer> list(@Nullable Integer group) {
    List<Integer> found = new ArrayList<>();
    NativeBuffer path = NativeBuffer.cString("proc".getBytes(StandardCharsets.US_ASCII));
    long fd =
        isKnown()
            ? syscalls.call(
                SyscallNumber.OPENAT, directory(), path.address(), KernelConstants.O_CLOEXEC)
            : -Errno.ENOENT;
    if (Syscalls.failed(fd)) {
      return found;
    }
    long length = readEntries(fd);
    while (length > 0) {
      collect((int) length, found);
      length = readEntries(fd);
    }
    syscalls.call(SyscallNumber.CLOSE, fd);
    found.removeIf(process -> !isInside(process));
    if (group != null) {
      found.removeIf(process -> !read(process, "/stat") || text.field(GROUP_FIELD) != group);
    }
    return found;
  }

  private long readEntries(long fd) {
    return syscalls.call(SyscallNumber.GETDENTS64, fd, entries.address(), ENTRIES);
  }

  private void collect(int length, List<Integer> found) {
    int position = 0;
    while (position < length) {
      int name = position + ENTRY_NAME;
      int end = entries.indexOfNul(name, length);
      String text = new String(entries.getBytes(name, end - name), StandardCharsets.ISO_8859_1);
      if (text.chars().allMatch(Character::isDigit)) {
        found.add(Integer.valueOf(text));
      }
      position += entries.getUnsignedShort(position + ENTRY_LENGTH);
    }
  }

  /** Sends a signal; the directory of a process stands for it: pidfd_send_signal(2). */
  void signal(int process, int signal) {
    NativeBuffer path = path(process, "");
    long fd =
        syscalls.call(SyscallNumber.OPENAT, directory(), path.address(), KernelConstants.O_CLOEXEC);
    if (!Syscalls.failed(fd)) {
      syscalls.call(SyscallNumber.PIDFD_SEND_SIGNAL, fd, signal, 0, 0);
      syscalls.call(SyscallNumber.CLOSE, fd);
    }
  }
}
