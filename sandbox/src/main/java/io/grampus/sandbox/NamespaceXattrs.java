package io.grampus.sandbox;

import static io.grampus.os.SyscallProgram.bytes;
import static io.grampus.os.SyscallProgram.cString;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.ByteString;
import io.grampus.os.CloneStub;
import io.grampus.os.ClonedProcess;
import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.Syscalls;
import java.util.List;

/**
 * Sets attributes that only the root of a user namespace may set, such as file capabilities, in a
 * child process that is one for the moment.
 */
public final class NamespaceXattrs {
  private final Syscalls syscalls;

  /** Over that kernel. */
  public NamespaceXattrs(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * An attribute to set.
   *
   * @param path absolute, its last component not followed
   * @param name the attribute's name
   * @param value its value as root would set it
   */
  public record Setting(ByteString path, String name, ByteString value) {}

  /**
   * Sets all of them.
   *
   * @throws ErrnoException where one cannot be set, or no user namespace be made
   */
  public void set(List<Setting> settings) throws ErrnoException {
    ProcessCalls processes = new ProcessCalls(syscalls);
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    NamespacePlan.mapIdentity(program, processes.userId(), processes.groupId());
    for (Setting setting : settings) {
      byte[] content = setting.value().toByteArray();
      program.add(
          Entry.of(
              "set " + setting.name() + " of " + setting.path(),
              SyscallNumber.LSETXATTR,
              cString(setting.path().toByteArray()),
              SyscallProgram.text(setting.name()),
              bytes(content),
              value(content.length),
              value(0)));
    }
    program.add("end", SyscallNumber.EXIT_GROUP, value(0));
    ClonedProcess child =
        new CloneStub(syscalls).start(program.build(), KernelConstants.CLONE_NEWUSER);
    processes.reap(child.pid());
    if (child.failed()) {
      throw child.failure();
    }
  }
}
