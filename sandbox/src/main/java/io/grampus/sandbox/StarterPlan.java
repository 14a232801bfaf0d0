package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.O_CLOEXEC;
import static io.grampus.os.KernelConstants.SECCOMP_FILTER_FLAG_NEW_LISTENER;
import static io.grampus.os.KernelConstants.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
import static io.grampus.os.SyscallProgram.bytes;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.BpfProgram;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.SyscallProgram.ResultOf;
import java.util.List;
import java.util.Optional;

/**
 * The starter: the program that a sandbox without namespaces executes first, and that becomes the
 * command. It installs the filter from inside, so that the calls of whoever brought it there do not
 * come under it.
 *
 * <p>It hands the listener over and tells how its steps went, as eight bytes each: its process id,
 * the filter, the working directory, and every attempt to execute. {@link StarterReport} reads
 * them.
 */
final class StarterPlan {
  /** Its descriptor of the channel, behind the standard streams. */
  private static final int CHANNEL = 3;

  private static final int LISTENER = 100;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private final SyscallProgram.Builder program = new SyscallProgram.Builder();
  private final SandboxSpec spec;

  private StarterPlan(SandboxSpec spec) {
    this.spec = spec;
  }

  /**
   * The calls of a child that executes the starter, so that it no longer shares memory with the
   * builder.
   *
   * @param starter its path on the machine
   * @param channel the descriptor of the channel's far end
   */
  static SyscallProgram executing(
      String starter, ProcessSandbox.Streams streams, int channel, int credentials) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    new ProcessPlan(program).begin(streams, channel, credentials, ProcessCalls.SIGKILL);
    program.add(
        "execute " + starter,
        SyscallNumber.EXECVE,
        text(starter),
        SyscallProgram.strings(List.of(starter)),
        SyscallProgram.strings(List.of()));
    return program.build();
  }

  /** The calls of a starter below proot; without a filter there is no emulation. */
  static SyscallProgram belowProot(SandboxSpec spec, Optional<BpfProgram> filter) {
    StarterPlan plan = new StarterPlan(spec);
    plan.tellProcess();
    filter.ifPresent(plan::handOver);
    plan.execute(SeccompPolicy.SET_UP_MARK);
    return plan.program.build();
  }

  /** The calls of a starter that waits for its tracer, whom it stops for like any program. */
  static SyscallProgram traced(SandboxSpec spec, BpfProgram filter) {
    StarterPlan plan = new StarterPlan(spec);
    plan.tellProcess();
    plan.handOver(filter);
    plan.awaitTracer();
    plan.execute(0);
    return plan.program.build();
  }

  private void tellProcess() {
    program.tell(CHANNEL, program.add("tell the process id", SyscallNumber.GETPID));
  }

  private void handOver(BpfProgram filter) {
    long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    int listener = program.add(ProcessPlan.filterEntry(flags, filter).ignoringErrors());
    program.tell(CHANNEL, listener);
    program.add(
        "give the listener its number",
        SyscallNumber.DUP3,
        new ResultOf(listener),
        value(LISTENER),
        value(O_CLOEXEC));
    program.add(
        "hand the listener over",
        SyscallNumber.SENDMSG,
        value(CHANNEL),
        DescriptorChannel.message(LISTENER),
        value(0));
    program.add("close the listener", SyscallNumber.CLOSE, new ResultOf(listener));
    program.add("close its copy", SyscallNumber.CLOSE, value(LISTENER));
  }

  private void awaitTracer() {
    program.add(
        "wait for the tracer",
        SyscallNumber.READ,
        value(CHANNEL),
        bytes(new byte[Long.BYTES]),
        value(Long.BYTES));
  }

  /** Enters the working directory and executes the command, with that mark for the filter. */
  private void execute(long mark) {
    Entry enter =
        Entry.of("enter the working directory", SyscallNumber.CHDIR, text(spec.workingDirectory()));
    program.tell(CHANNEL, program.add(enter.ignoringErrors()));
    program.add(
        "keep the channel from the command",
        SyscallNumber.FCNTL,
        value(CHANNEL),
        value(F_SETFD),
        value(FD_CLOEXEC));
    for (String candidate : ProcessPlan.candidates(spec)) {
      Entry execute = ProcessPlan.executeEntry(candidate, spec, mark);
      program.tell(CHANNEL, program.add(execute.ignoringErrors()));
    }
  }
}
