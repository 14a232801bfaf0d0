package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;

/**
 * The program that a sandbox starts with. It is executed before anybody answers, so what its file
 * means for its process is made up for before the first call is answered.
 */
final class FirstProgram {
  private final RootCalls calls;
  private final FileInspector inspector;
  private final ExecuteHandler execution;
  private final CredentialTable.Access credentials;
  private final ProcPath proc = new ProcPath();

  FirstProgram(HandlerParts parts, ForeignPrograms foreign) {
    this.calls = parts.calls();
    this.inspector = parts.inspector();
    this.execution = new ExecuteHandler(calls, inspector, parts.kept(), foreign);
    this.credentials = parts.credentials();
  }

  /**
   * Gives the process the ids and capabilities that its file sets.
   *
   * @return whether the file lets the process's user execute it
   */
  boolean adopt(int process) {
    int fd = open(process);
    if (fd < 0) {
      return true; // it has ended
    }
    Credentials who = credentials.read(process);
    inspector.lookAt(fd);
    inspector.findOwner(fd);
    boolean allowed = inspector.allows(who, AccessRules.SEARCH);
    if (allowed) {
      credentials.write(process, execution.after(who, fd, proc.ofOwnDescriptor(fd)));
    }
    calls.plain().call(SyscallNumber.CLOSE, fd);
    return allowed;
  }

  private int open(int process) {
    return (int)
        calls
            .plain()
            .call(
                SyscallNumber.OPENAT,
                KernelConstants.AT_FDCWD,
                proc.of(process, "exe"),
                KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
  }
}
