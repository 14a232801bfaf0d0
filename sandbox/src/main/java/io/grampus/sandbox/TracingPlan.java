package io.grampus.sandbox;

import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.BpfProgram;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a specification into the programs of a sandbox that is traced: the child executes a starter
 * of its own, so that it no longer shares memory with the builder; the starter waits for its tracer
 * and executes the command. It tells the same numbers as that of {@link ProotPlan}.
 */
final class TracingPlan {
  private TracingPlan() {}

  /**
   * The calls that execute the starter.
   *
   * @param starter its path on the machine
   * @param channel the descriptor of the channel's far end
   */
  static SyscallProgram outer(
      String starter, ProcessSandbox.Streams streams, int channel, int credentials) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    ProcessPlan process = new ProcessPlan(program);
    process.setUmask();
    if (streams.ownSession()) {
      process.leadSession();
    }
    process.startAsUser(credentials);
    process.refuseNewPrivileges();
    process.dieWithBuilder(ProcessCalls.SIGKILL);
    List<Integer> fds = new ArrayList<>(streams.fds());
    fds.add(channel);
    process.descriptors(fds);
    process.unblockSignals();
    program.add(
        "execute " + starter,
        SyscallNumber.EXECVE,
        text(starter),
        SyscallProgram.strings(List.of(starter)),
        SyscallProgram.strings(List.of()));
    return program.build();
  }

  /** The calls of the starter. */
  static SyscallProgram starter(SandboxSpec spec, BpfProgram filter) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    int pid = program.add("tell the process id", SyscallNumber.GETPID);
    program.tell(ProotPlan.CHANNEL, pid);
    ProotPlan.handOver(program, filter);
    program.add(
        "wait for the tracer",
        SyscallNumber.READ,
        value(ProotPlan.CHANNEL),
        SyscallProgram.bytes(new byte[Long.BYTES]),
        value(Long.BYTES));
    String directory = spec.workingDirectory();
    int entered =
        program.add(
            Entry.of("enter the working directory", SyscallNumber.CHDIR, text(directory))
                .ignoringErrors());
    program.tell(ProotPlan.CHANNEL, entered);
    program.add(
        "keep the channel from the command",
        SyscallNumber.FCNTL,
        value(ProotPlan.CHANNEL),
        value(ProotPlan.F_SETFD),
        value(ProotPlan.FD_CLOEXEC));
    for (String candidate : ProcessPlan.candidates(spec)) {
      Entry execute = ProcessPlan.executeEntry(candidate, spec, 0).ignoringErrors();
      program.tell(ProotPlan.CHANNEL, program.add(execute));
    }
    return program.build();
  }
}
