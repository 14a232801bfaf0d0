package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.*;
import static io.grampus.os.SyscallProgram.bytes;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.BpfProgram;
import io.grampus.os.IgnoredSignals;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Argument;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.SyscallProgram.ResultOf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The parts of a plan that every sandbox's child has: attributes, descriptors, the command. */
final class ProcessPlan {
  private static final long HIGHEST_FD = 0x7ffffffeL;
  private static final long EVERY_FD = 0xffffffffL;

  /** The kernel's struct of handler, flags, restorer and mask. */
  private static final int SIZE_OF_SIGACTION = 32;

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final SyscallProgram.Builder program;

  /** Appends to that program. */
  ProcessPlan(SyscallProgram.Builder program) {
    this.program = program;
  }

  /**
   * What a child of a sandbox without namespaces does before it executes anything.
   *
   * @param channel the descriptor of the far end of a channel, which gets the number behind the
   *     standard streams
   * @param credentials what the first user is known by
   * @param signal what it gets when the builder dies
   */
  void begin(ProcessSandbox.Streams streams, int channel, int credentials, long signal) {
    setUmask();
    if (streams.ownSession()) {
      leadSession();
    }
    startAsUser(credentials);
    refuseNewPrivileges();
    dieWithBuilder(signal);
    List<Integer> fds = new ArrayList<>(streams.fds());
    fds.add(channel);
    descriptors(fds);
    resetSignals();
  }

  void setUmask() {
    program.add("set the file mode mask", SyscallNumber.UMASK, value(022));
  }

  void leadSession() {
    program.add("lead a session", SyscallNumber.SETSID);
  }

  void startAsUser(int credentials) {
    byte[] limit =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putLong(credentials)
            .putLong(-1)
            .array();
    program.add(
        "set the first user",
        SyscallNumber.PRLIMIT64,
        value(0),
        value(RLIMIT_LOCKS),
        bytes(limit),
        value(0));
  }

  void refuseNewPrivileges() {
    program.add(
        "refuse new privileges",
        SyscallNumber.PRCTL,
        value(PR_SET_NO_NEW_PRIVS),
        value(1),
        value(0),
        value(0),
        value(0));
  }

  void dieWithBuilder(long signal) {
    program.add(
        "die with the builder", SyscallNumber.PRCTL, value(PR_SET_PDEATHSIG), value(signal));
  }

  /** The entry that installs a filter and opens its listener. */
  static Entry filterEntry(long flags, BpfProgram filter) {
    return Entry.of(
        "install the system call filter",
        SyscallNumber.SECCOMP,
        value(SECCOMP_SET_MODE_FILTER),
        value(flags),
        new SyscallProgram.Filter(filter));
  }

  /**
   * Gives the child exactly these descriptors, from 0 on; -1 stands for an empty file.
   *
   * <p>The descriptor table is the builder's until it is unshared: nothing is rearranged before.
   */
  void descriptors(List<Integer> fds) {
    program.add(
        "unshare the descriptors",
        SyscallNumber.CLOSE_RANGE,
        value(HIGHEST_FD),
        value(HIGHEST_FD),
        value(CLOSE_RANGE_UNSHARE));
    for (int number = 0; number < fds.size(); number++) {
      int fd = fds.get(number);
      if (fd == -1) {
        int empty =
            program.add(
                "open an empty input",
                SyscallNumber.OPENAT,
                value(AT_FDCWD),
                text("/dev/null"),
                value(O_CLOEXEC),
                value(0),
                value(0),
                value(SeccompPolicy.SET_UP_MARK));
        connect(new ResultOf(empty), number);
      } else if (fd != number) {
        connect(value(fd), number);
      }
    }
    program.add(
        "close the rest", SyscallNumber.CLOSE_RANGE, value(fds.size()), value(EVERY_FD), value(0));
  }

  private void connect(Argument from, int number) {
    program.add("connect stream " + number, SyscallNumber.DUP3, from, value(number), value(0));
  }

  /**
   * What whoever started the builder ignores (nohup(1), a shell's {@code &}) the command does not.
   */
  void resetSignals() {
    Argument usual = bytes(new byte[SIZE_OF_SIGACTION]);
    for (int signal : IgnoredSignals.ofThisProcess()) {
      program.add(
          "mind signal " + signal,
          SyscallNumber.RT_SIGACTION,
          value(signal),
          usual,
          value(0),
          value(Long.BYTES));
    }
    program.add(
        "unblock signals",
        SyscallNumber.RT_SIGPROCMASK,
        value(SIG_SETMASK),
        bytes(new byte[Long.BYTES]),
        value(0),
        value(Long.BYTES));
  }

  /** Where the command is looked for, as execvp(3) does: a name with a slash is a path. */
  static List<String> candidates(SandboxSpec spec) {
    String command = spec.arguments().get(0);
    if (command.indexOf('/') >= 0) {
      return List.of(command);
    }
    String path =
        spec.environment().stream()
            .filter(variable -> variable.startsWith("PATH="))
            .reduce((first, second) -> second)
            .map(variable -> variable.substring("PATH=".length()))
            .orElse(DEFAULT_PATH);
    return List.of(path.split(":", -1)).stream()
        .map(folder -> folder.isEmpty() ? "./" + command : folder + "/" + command)
        .toList();
  }

  /**
   * The entry that executes the command from one of the places.
   *
   * @param mark by which the filter knows that nobody is to be asked yet
   */
  static Entry executeEntry(String candidate, SandboxSpec spec, long mark) {
    return Entry.of(
        "execute " + candidate,
        SyscallNumber.EXECVE,
        text(candidate),
        SyscallProgram.strings(spec.arguments()),
        SyscallProgram.strings(spec.environment()),
        value(0),
        value(0),
        value(mark));
  }
}
