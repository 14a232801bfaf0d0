package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.O_CLOEXEC;
import static io.grampus.os.KernelConstants.SECCOMP_FILTER_FLAG_NEW_LISTENER;
import static io.grampus.os.KernelConstants.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.BpfProgram;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.SyscallProgram.ResultOf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a specification into what executes proot, and into the program that proot executes.
 *
 * <p>That program, the starter, installs the filter from inside: proot's own calls, by far the
 * most, do not come under it. It hands the listener over and tells how its steps went, as eight
 * bytes each: its process id, the filter, the working directory, and every attempt to execute.
 */
final class ProotPlan {
  /** Where the sandbox sees the starter; the directory is one that is made for it. */
  static final String STARTER = "/dev/.grampus";

  static final int CHANNEL = 3;
  private static final int LISTENER = 100;
  static final int F_SETFD = 2;
  static final int FD_CLOEXEC = 1;

  private ProotPlan() {}

  /** The arguments of proot itself. */
  static List<String> arguments(ProotProgram proot, Path root, ProotFiles files, boolean fakeRoot) {
    List<String> arguments = new ArrayList<>(List.of(proot.path().toString()));
    if (fakeRoot) {
      arguments.add("-0");
    }
    arguments.addAll(List.of("-r", root.toString()));
    for (ProotFiles.Binding binding : files.bindings()) {
      arguments.addAll(List.of("-b", binding.source() + ":" + binding.target()));
    }
    arguments.addAll(List.of("-w", "/", "-v", "-1", STARTER));
    return arguments;
  }

  /**
   * The calls that execute proot.
   *
   * @param scratch an existing directory for proot's own files
   * @param channel the descriptor of the channel's far end
   */
  static SyscallProgram outer(
      List<String> arguments,
      Path scratch,
      ProcessSandbox.Streams streams,
      int channel,
      int credentials) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    ProcessPlan process = new ProcessPlan(program);
    process.setUmask();
    if (streams.ownSession()) {
      process.leadSession();
    }
    process.startAsUser(credentials);
    process.refuseNewPrivileges();
    process.dieWithBuilder(ProcessCalls.SIGQUIT);
    List<Integer> fds = new ArrayList<>(streams.fds());
    fds.add(channel);
    process.descriptors(fds);
    process.unblockSignals();
    program.add(
        "execute " + arguments.get(0),
        SyscallNumber.EXECVE,
        text(arguments.get(0)),
        SyscallProgram.strings(arguments),
        SyscallProgram.strings(
            List.of("PROOT_NO_SECCOMP=1", "PROOT_TMP_DIR=" + scratch, "LC_ALL=C")));
    return program.build();
  }

  /** The calls of the starter; without a filter there is no emulation. */
  static SyscallProgram starter(SandboxSpec spec, Optional<BpfProgram> filter) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    int pid = program.add("tell the process id", SyscallNumber.GETPID);
    program.tell(CHANNEL, pid);
    filter.ifPresent(installed -> handOver(program, installed));
    int entered =
        program.add(
            Entry.of(
                    "enter the working directory",
                    SyscallNumber.CHDIR,
                    text(spec.workingDirectory()))
                .ignoringErrors());
    program.tell(CHANNEL, entered);
    program.add(
        "keep the channel from the command",
        SyscallNumber.FCNTL,
        value(CHANNEL),
        value(F_SETFD),
        value(FD_CLOEXEC));
    for (String candidate : ProcessPlan.candidates(spec)) {
      program.tell(
          CHANNEL, program.add(ProcessPlan.executeEntry(candidate, spec).ignoringErrors()));
    }
    return program.build();
  }

  static void handOver(SyscallProgram.Builder program, BpfProgram filter) {
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
}
