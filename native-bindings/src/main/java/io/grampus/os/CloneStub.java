package io.grampus.os;

import com.kenai.jffi.MemoryIO;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a child process in new namespaces from inside the Java virtual machine.
 *
 * <p>unshare(2) and setns(2) refuse user namespaces to a process with threads, and a child made by
 * fork(2) would hold a broken copy of the virtual machine. So a few instructions in memory of our
 * own block all signals, clone(2) a child that shares the memory, and let that child work through a
 * {@link SyscallProgram} without touching stack, heap or C library; its last entry is execve or
 * exit_group. CLONE_VFORK keeps the calling thread waiting until then, so that all results, a
 * seccomp listener's descriptor among them, stand in memory when {@link #start} returns. Because of
 * CLONE_FILES the child's descriptors are this process's too until the child unshares the table.
 *
 * <p>The child's parent is the calling thread: a PR_SET_PDEATHSIG fires when that thread ends.
 */
public final class CloneStub {
  private static final long CLONE_VM = 0x100;
  private static final long CLONE_FILES = 0x400;
  private static final long CLONE_VFORK = 0x4000;
  private static final long SIGCHLD = 17;

  private static final int PROT_READ_WRITE = 0x3;
  private static final int PROT_READ_EXECUTE = 0x5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int PAGE = 4096;

  // struct of the context, as the stub reads it
  private static final int CONTEXT_FLAGS = 0;
  static final int CONTEXT_TABLE = 8;
  static final int CONTEXT_END = 16;
  private static final int CONTEXT_FAILED_ENTRY = 24;
  private static final int CONTEXT_FAILED_RESULT = 32;
  private static final int CONTEXT_ALL_SIGNALS = 40;
  static final int SIZE_OF_CONTEXT = 56;

  private final Syscalls syscalls;
  private final long codeAddress;

  /**
   * Places the stub in executable memory, where it stays for the life of the process.
   *
   * @throws ErrnoException where the kernel refuses executable memory
   */
  public CloneStub(Syscalls syscalls) throws ErrnoException {
    this.syscalls = syscalls;
    this.codeAddress = mapCode(MachineCode.cloneStub(syscalls.architecture()));
  }

  private long mapCode(byte[] code) throws ErrnoException {
    long page =
        syscalls.call6(SyscallNumber.MMAP, 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    check("mmap", page);
    MemoryIO.getInstance().putByteArray(page, code, 0, code.length);
    check("mprotect", syscalls.call(SyscallNumber.MPROTECT, page, PAGE, PROT_READ_EXECUTE));
    return page;
  }

  private static void check(String call, long result) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, "clone stub", (int) -result);
    }
  }

  /**
   * Clones a child that runs the program, and waits until it executes another program or exits.
   *
   * <p>A descriptor that a program opens before it fails is closed, whereas one that it does not
   * mean to close itself (a seccomp listener) is the caller's.
   *
   * @param namespaces CLONE_NEW* flags, 0 for none
   * @throws ErrnoException when clone(2) itself fails, for example with EPERM where user namespaces
   *     are disabled or ENOSPC where their number is limited
   */
  public ClonedProcess start(SyscallProgram program, long namespaces) throws ErrnoException {
    ProgramMemory memory = ProgramMemory.layOut(program, syscalls.architecture());
    NativeBuffer context = NativeBuffer.allocate(SIZE_OF_CONTEXT);
    context.putLong(CONTEXT_FLAGS, namespaces | CLONE_VM | CLONE_FILES | CLONE_VFORK | SIGCHLD);
    context.putLong(CONTEXT_TABLE, memory.tableAddress());
    context.putLong(CONTEXT_END, memory.endAddress());
    context.putLong(CONTEXT_ALL_SIGNALS, -1L);
    long pid = run(context, memory);
    if (Syscalls.failed(pid)) {
      throw new ErrnoException("clone", "0x" + Long.toHexString(namespaces), (int) -pid);
    }
    List<Long> results = new ArrayList<>();
    for (int entry = 0; entry < program.entries().size(); entry++) {
      results.add(memory.result(entry));
    }
    ClonedProcess child =
        new ClonedProcess(
            pid,
            program,
            results,
            memory.entryAt(context.getLong(CONTEXT_FAILED_ENTRY)),
            (int) -context.getLong(CONTEXT_FAILED_RESULT));
    if (child.failed()) {
      child.leftOpen().forEach(fd -> syscalls.call(SyscallNumber.CLOSE, fd));
    }
    return child;
  }

  private long run(NativeBuffer context, ProgramMemory memory) {
    try {
      return syscalls.invoke(codeAddress, context.address());
    } finally {
      Reference.reachabilityFence(context);
      Reference.reachabilityFence(memory);
    }
  }
}
