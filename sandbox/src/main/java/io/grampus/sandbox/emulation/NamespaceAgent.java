package io.grampus.sandbox.emulation;

import static io.grampus.os.SyscallProgram.text;
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
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes calls that the builder's user is refused, but root of the sandbox is not: in a file of the
 * user's that its mode closes to the user, for example.
 *
 * <p>The virtual machine cannot enter the sandbox's user namespace, user_namespaces(7), so a child
 * that shares memory and descriptors does, makes one call and ends. That takes a tenth of a
 * millisecond; nobody pays who is not refused. The child has the capabilities that the sandbox's
 * first process had over what the user owns, and none beyond. It keeps the calling thread's umask.
 */
final class NamespaceAgent implements RootAgent {
  private final CloneStub stub;
  private final ProcessCalls processes;
  private final int namespaceFd;

  /**
   * An agent for the user namespace of a process.
   *
   * @throws ErrnoException where the process is gone already
   */
  NamespaceAgent(Syscalls syscalls, CloneStub stub, long pid) throws ErrnoException {
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

  @Override
  public long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    return run(
        List.of(
            Entry.of("see its own descriptors", SyscallNumber.CHDIR, text(OwnDirectory.PATH)),
            Entry.of("act as root", number, value(a), value(b), value(c), value(d), value(e))
                .ignoringErrors()));
  }

  @Override
  public long bind(int root, int folder, int socket, long address, int length) {
    return run(
        List.of(
            Entry.of("go to the root", SyscallNumber.FCHDIR, value(root)),
            Entry.of("enter the root", SyscallNumber.CHROOT, text(".")),
            Entry.of("go to the directory", SyscallNumber.FCHDIR, value(folder)),
            Entry.of(
                    "bind the socket",
                    SyscallNumber.BIND,
                    value(socket),
                    value(address),
                    value(length))
                .ignoringErrors()));
  }

  /** The result of the last call. */
  private long run(List<Entry> calls) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        "enter the user namespace",
        SyscallNumber.SETNS,
        value(namespaceFd),
        value(KernelConstants.CLONE_NEWUSER));
    program.addAll(calls);
    program.add("end", SyscallNumber.EXIT_GROUP, value(0));
    try {
      ClonedProcess child = stub.start(program.build(), 0);
      processes.reap(child.pid());
      return child.failed() ? -child.errno() : child.results().get(calls.size());
    } catch (ErrnoException failure) {
      return -failure.errno();
    }
  }

  @Override
  public void close() {
    processes.close(namespaceFd);
  }
}
