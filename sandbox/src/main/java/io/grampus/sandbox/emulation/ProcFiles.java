package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Collectors;

/**
 * Finds files below /proc for a process elsewhere: what is "self" is that process, and links to its
 * root and its program lead to those of the sandbox. Belongs to one thread.
 */
final class ProcFiles {
  private static final int ROOM = 2 * TargetPath.PATH_MAX;
  private static final String SELF = "/proc/self";
  private static final String THREAD = "/proc/thread-self";

  private final Syscalls syscalls;
  private final RootView root;
  private final long noFollow;
  private final ProcText status;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer text = NativeBuffer.allocate(ROOM);

  ProcFiles(Syscalls syscalls, RootView root, long noFollow) {
    this.syscalls = syscalls;
    this.root = root;
    this.noFollow = noFollow;
    this.status = new ProcText(syscalls);
  }

  /**
   * Opens a location below /proc.
   *
   * @return a descriptor or a negated errno; -EAGAIN where the path is another one now, that of the
   *     file which a link of proc(5) stands for
   */
  int open(int thread, TargetPath path, boolean follow) {
    String own = ownName(path.text(), thread);
    String rest = behindProcess(own);
    if (!rest.isEmpty() && !isInside(processIn(own))) {
      return -Errno.ENOENT;
    }
    if (rest.equals("root") && follow) {
      return replace(path, "/");
    }
    if (rest.startsWith("root/")) {
      return replace(path, rest.substring("root".length()));
    }
    if (rest.equals("exe") && follow) {
      String program = root.programs().of(processIn(own));
      if (program != null) {
        return replace(path, program);
      }
    }
    return openOnMachine(own, follow);
  }

  /** Takes ".." out of a path below /proc, whose directories no links lead to. */
  void simplify(TargetPath path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.text().split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    path.set(text, 0, put("/" + String.join("/", names)));
  }

  private int openOnMachine(String path, boolean follow) {
    put(path);
    long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | (follow ? 0 : noFollow);
    return (int)
        syscalls.call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, text.address(), flags);
  }

  private int replace(TargetPath path, String other) {
    int length = put(other);
    path.set(text, 0, length);
    return -Errno.EAGAIN;
  }

  private int put(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(bytes.length, ROOM - 1);
    text.putBytes(0, bytes, 0, length);
    text.putByte(length, (byte) 0);
    return length;
  }

  /** What a link of proc(5) says where that is not what it says here; else empty. */
  String textOfLink(String path, int thread) {
    if (path.equals(SELF)) {
      return Integer.toString(process(thread));
    }
    if (path.equals(THREAD)) {
      return process(thread) + "/task/" + thread;
    }
    String own = ownName(path, thread);
    String rest = behindProcess(own);
    String program = rest.equals("exe") ? root.programs().of(processIn(own)) : null;
    return program != null ? program : rest.equals("root") ? "/" : "";
  }

  /** The path with the numbers of the process in it. */
  String ownName(String path, int thread) {
    if (path.equals(SELF) || path.startsWith(SELF + "/")) {
      return "/proc/" + process(thread) + path.substring(SELF.length());
    }
    if (path.equals(THREAD) || path.startsWith(THREAD + "/")) {
      String rest = path.substring(THREAD.length());
      return "/proc/" + process(thread) + "/task/" + thread + rest;
    }
    for (String link : new String[] {"mounts", "net"}) {
      String name = "/proc/" + link;
      if (path.equals(name) || path.startsWith(name + "/")) {
        return "/proc/" + process(thread) + "/" + path.substring("/proc/".length());
      }
    }
    return path;
  }

  /** The process that a thread belongs to. */
  int process(int thread) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(thread, "status"))
        ? (int) status.first("Tgid:", 10, thread)
        : thread;
  }

  private boolean isInside(int process) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(process, "status"))
        && status.first("TracerPid:", 10, 0) == root.tracer();
  }

  private static int processIn(String path) {
    String[] names = path.split("/", 4);
    return names.length > 2 && names[2].matches("[0-9]{1,9}") ? Integer.parseInt(names[2]) : -1;
  }

  /** What follows the directory of a process or thread; empty elsewhere. */
  private static String behindProcess(String path) {
    String[] names = path.split("/", -1);
    if (processIn(path) < 0) {
      return "";
    }
    boolean ofThread = names.length > 5 && names[3].equals("task");
    return Arrays.stream(names).skip(ofThread ? 5 : 3).collect(Collectors.joining("/"));
  }
}
