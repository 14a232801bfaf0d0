package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.Registers;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers the calls that traced threads stop before: those that only the thread itself can make, on
 * a path that is not the one the kernel needs. Belongs to the tracing thread.
 */
final class Answerer {
  private static final int OWNER_SEARCH = 0100;

  private final Syscalls syscalls;
  private final FileInspector inspector;
  private final HandlerTable handlers;
  private final NotifiedCall call;
  private final TracedCall traced;
  private final ProgramStart programs;
  private final ProcessMemory memory;
  private final ProcPath proc = new ProcPath();
  private final String loader;
  private final int execute;
  private final SocketPaths sockets;
  private final int bind;
  private final int connect;
  private final int open;
  private final int openAt;
  private final NativeBuffer text = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private final Map<Integer, Changed> changed = new HashMap<>();
  private final Map<Integer, Credentials> executing = new HashMap<>();

  /**
   * An argument of a thread's call that was changed, and what it was.
   *
   * @param path the path on the machine that the kernel is to find; empty for none
   * @param isOpen whether the call opens a file, else it enters a directory
   * @param opened a directory whose mode was lifted for the call, by a descriptor of our own; -1
   *     where none was
   * @param permissions those it has otherwise
   */
  private record Changed(
      int argument, long value, String path, boolean isOpen, int opened, int permissions) {}

  Answerer(
      HandlerParts parts,
      HandlerTable handlers,
      NotifiedCall call,
      TracedCall traced,
      Tracer tracer) {
    Path loader = tracer.loader();
    this.syscalls = parts.calls().plain();
    this.inspector = parts.inspector();
    this.handlers = handlers;
    this.call = call;
    this.traced = traced;
    this.programs = new ProgramStart(parts, loader, tracer.mark());
    this.memory = new ProcessMemory(syscalls);
    this.loader =
        new String(loader.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    this.execute = SyscallNumber.EXECVE.on(syscalls.architecture());
    this.sockets = new SocketPaths(parts, loader.resolveSibling("."));
    this.bind = SyscallNumber.BIND.on(syscalls.architecture());
    this.connect = SyscallNumber.CONNECT.on(syscalls.architecture());
    this.open = SyscallNumber.OPEN.on(syscalls.architecture());
    this.openAt = SyscallNumber.OPENAT.on(syscalls.architecture());
  }

  /**
   * Answers the call that a thread stopped before.
   *
   * @return whether its result must be looked at: it was given other arguments
   */
  boolean answer(Tracing tracing, int thread) {
    Registers registers = traced.stopped(thread);
    if (!tracing.read(thread, registers)) {
      return false; // it was killed meanwhile
    }
    if (programs.isLoading(thread)) {
      programs.begin(thread, registers);
      tracing.write(thread, registers);
      return false;
    }
    long answer = refusal(registers.call());
    Credentials after = call.takeExecuting();
    if (answer == Handler.CONTINUE) {
      answer = prepare(thread, registers);
    }
    if (answer == 0 && after != null) {
      executing.put(thread, after);
    }
    boolean goesOn = answer == 0;
    if (!goesOn) {
      registers.skipCall(answer);
    }
    tracing.write(thread, registers);
    return goesOn;
  }

  private long refusal(int number) {
    if (!isSocketCall(number)) {
      return handlers.refusal(number, call);
    }
    long fetched = sockets.fetch(call);
    if (fetched != 0) {
      return fetched;
    }
    return sockets.isPath() ? Handler.CONTINUE : handlers.refusal(number, call);
  }

  private boolean isSocketCall(int number) {
    return number == bind || number == connect;
  }

  private long prepare(int thread, Registers registers) {
    int number = registers.call();
    if (number == execute) {
      return programs.prepare(call, registers);
    }
    if (isSocketCall(number)) {
      return sockets.isPath() ? sockets.prepare(call, registers, number == bind) : 0;
    }
    if (number == openAt) {
      return preparePath(thread, registers, registers.argument(0), 1, registers.argument(2));
    }
    long flags = number == open ? registers.argument(1) : 0;
    return preparePath(thread, registers, KernelConstants.AT_FDCWD, 0, flags);
  }

  /** Puts the path on the machine in the place of the one inside. */
  private long preparePath(
      int thread, Registers registers, long directory, int argument, long flags) {
    boolean follow = (flags & call.files().noFollow()) == 0;
    int fd = call.files().open(thread, (int) directory, registers.argument(argument), follow);
    if (fd < 0) {
      return fd;
    }
    String place = call.files().pathOnMachine(fd);
    byte[] path = place.getBytes(StandardCharsets.ISO_8859_1);
    if (path.length == 0 || path.length >= TargetPath.PATH_MAX) {
      call.files().close(fd);
      return -Errno.ENAMETOOLONG;
    }
    long address = registers.roomBelowStack(path.length + 1);
    boolean absolute = path[0] == '/'; // else a pipe or the like, which a link of proc(5) leads to
    if (absolute && !write(thread, address, path)) {
      call.files().close(fd);
      return -Errno.ENOMEM;
    }
    changed.put(thread, lifted(fd, registers, argument, place));
    if (absolute) {
      registers.setArgument(argument, address);
    }
    return 0;
  }

  private boolean write(int thread, long address, byte[] path) {
    text.putBytes(0, path, 0, path.length);
    text.putByte(path.length, (byte) 0);
    return memory.write(thread, address, text, 0, path.length + 1) == path.length + 1;
  }

  /** Root enters what is closed to its owner, who it is for the kernel. */
  private Changed lifted(int fd, Registers registers, int argument, String place) {
    long value = registers.argument(argument);
    boolean opens = registers.call() == open || registers.call() == openAt;
    inspector.lookAt(fd);
    int permissions = inspector.mode() & ~KernelConstants.S_IFMT;
    boolean closed = inspector.is(KernelConstants.S_IFDIR) && (permissions & OWNER_SEARCH) == 0;
    if (!closed) {
      call.files().close(fd);
      return new Changed(argument, value, place, opens, -1, 0);
    }
    changeMode(fd, permissions | OWNER_SEARCH);
    return new Changed(argument, value, place, opens, fd, permissions);
  }

  private void changeMode(int fd, int permissions) {
    long place = call.files().ownPath(fd);
    syscalls.call(SyscallNumber.FCHMODAT, KernelConstants.AT_FDCWD, place, permissions);
  }

  /**
   * Whether the kernel found what it was to find, or what the program may have by other calls made
   * meanwhile. Another thread could have changed the path after it was written and before the
   * kernel read it.
   */
  private boolean isInside(int thread, Registers registers, Changed before) {
    if (Syscalls.failed(registers.result())) {
      return true;
    }
    long link =
        before.isOpen()
            ? proc.ofDescriptor(thread, (int) registers.result())
            : proc.of(thread, "cwd");
    return before.path().equals(call.files().textAt(link)) || call.files().leadsInside(link);
  }

  private void kill(int thread) {
    syscalls.call(SyscallNumber.KILL, thread, KernelConstants.SIGKILL);
  }

  private void undo(Changed before) {
    if (before.opened() >= 0) {
      changeMode(before.opened(), before.permissions());
      call.files().close(before.opened());
    }
  }

  /**
   * A thread has executed the loader.
   *
   * @param former the number that it called by, where the process has its own now
   */
  void executed(Tracing tracing, int thread, int former) {
    if (former != thread) {
      forget(thread); // the first thread is gone, whose end is not told
    }
    Registers registers = traced.stopped(thread);
    if (!call.files().textAt(proc.of(thread, "exe")).equals(loader)) {
      kill(thread); // another thread changed the path: see isInside
    } else if (tracing.read(thread, registers)) {
      programs.load(thread, former, registers);
    }
    Credentials after = executing.remove(former);
    if (after != null) {
      call.setCredentials(after);
    }
  }

  /** The call that was given other arguments has ended: puts the thread's own back. */
  void restore(Tracing tracing, int thread) {
    Registers registers = traced.stopped(thread);
    if (!tracing.read(thread, registers)) {
      return;
    }
    executing.remove(thread);
    Changed before = changed.remove(thread);
    if (sockets.restore(thread, registers)) {
      tracing.write(thread, registers);
    } else if (before != null) {
      undo(before);
      if (!isInside(thread, registers, before)) {
        kill(thread);
      }
      registers.setArgument(before.argument(), before.value());
      tracing.write(thread, registers);
    } else if (programs.restore(thread, registers)) {
      tracing.write(thread, registers);
    }
  }

  /** Forgets a thread that is gone. */
  void forget(int thread) {
    Changed before = changed.remove(thread);
    if (before != null) {
      undo(before);
    }
    executing.remove(thread);
    programs.forget(thread);
    sockets.forget(thread);
  }
}
