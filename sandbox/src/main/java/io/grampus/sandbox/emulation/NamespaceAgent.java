package io.grampus.sandbox.emulation;

import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.CloneStub;
import io.grampus.os.ClonedProcess;
import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.Syscalls;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;

/**
 * Makes calls that the builder's user is refused, but root of the sandbox is not: in a file of the
 * user's that its mode closes to the user, for example.
 *
 * <p>The virtual machine cannot enter the sandbox's user namespace, user_namespaces(7), so a child
 * that shares memory and descriptors does, makes one call and ends. That takes a tenth of a
 * millisecond; nobody pays who is not refused. The child has the capabilities that the sandbox's
 * first process had over what the user owns, and none beyond. It keeps the calling thread's umask.
 */
final class NamespaceAgent implements Closeable {
  private final Syscalls syscalls;
  private final CloneStub stub;
  private final ProcessCalls processes;
  private final int namespaceFd;

  /**
   * An agent for the user namespace of a process.
   *
   * @throws ErrnoException where the process is gone already
   */
  NamespaceAgent(Syscalls syscalls, CloneStub stub, long pid) throws ErrnoException {
    this.syscalls = syscalls;
    this.stub = stub;
    this.processes = new ProcessCalls(syscalls);
    String path = "/proc/" + pid + "/ns/user";
    NativeBuffer name = NativeBuffer.cString(path.getBytes(StandardCharsets.US_ASCII));
    long opened =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            name.address(),
            KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(opened)) {
      throw new ErrnoException("openat", path, (int) -opened);
    }
    this.namespaceFd = (int) opened;
  }

  /**
   * Makes a call inside; descriptors and addresses are this process's.
   *
   * @return the call's result or a negated errno, that of the agent's own failure included
   */
  long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        "enter the user namespace",
        SyscallNumber.SETNS,
        value(namespaceFd),
        value(KernelConstants.CLONE_NEWUSER));
    int entry =
        program.add(
            Entry.of("act as root", number, value(a), value(b), value(c), value(d), value(e))
                .ignoringErrors());
    program.add("end", SyscallNumber.EXIT_GROUP, value(0));
    try {
      ClonedProcess child = stub.start(program.build(), 0);
      processes.reap(child.pid());
      return child.failed() ? -child.errno() : child.results().get(entry);
    } catch (ErrnoException failure) {
      return -failure.errno();
    }
  }

  @Override
  public void close() {
    processes.close(namespaceFd);
  }

  /** The kernel that unprivileged calls go to. */
  Syscalls syscalls() {
    return syscalls;
  }
}
