package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.*;
import static io.grampus.os.SyscallProgram.bytes;
import static io.grampus.os.SyscallProgram.strings;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.SyscallProgram.ResultOf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Turns a specification into the system calls that a child in new namespaces makes before it
 * executes the command. Nothing is done here, so plans can be compared.
 */
final class NamespacePlan {
  private static final long HIGHEST_FD = 0x7ffffffeL;
  private static final long EVERY_FD = 0xffffffffL;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int SIZE_OF_IFREQ = 40;
  private static final int IFF_UP_AND_RUNNING = 0x41;
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /**
   * The finished plan.
   *
   * @param program the calls
   * @param namespaces the CLONE_NEW* flags to clone with
   * @param listenerEntries entries of which the one that succeeded opened the seccomp listener
   * @param firstExecute index of the first execve entry; all behind it are execve as well
   */
  record Plan(
      SyscallProgram program, long namespaces, List<Integer> listenerEntries, int firstExecute) {
    /** Copies the list. */
    Plan {
      listenerEntries = List.copyOf(listenerEntries);
    }
  }

  /**
   * What the plan depends on besides the specification.
   *
   * @param userId the caller's user id, which becomes 0 inside
   * @param groupId the caller's group id, likewise
   * @param filter the seccomp filter
   * @param credentials number of the credential set the command starts with; empty for root
   * @param standardFds descriptors for standard input, output and error; -1 for an empty input
   * @param ownSession whether the command leads a session of its own
   */
  record Surroundings(
      int userId,
      int groupId,
      BpfProgram filter,
      Optional<Integer> credentials,
      List<Integer> standardFds,
      boolean ownSession) {
    /** Copies the list. */
    Surroundings {
      standardFds = List.copyOf(standardFds);
    }
  }

  private final SandboxSpec spec;
  private final Surroundings surroundings;
  private final SyscallProgram.Builder program = new SyscallProgram.Builder();

  private NamespacePlan(SandboxSpec spec, Surroundings surroundings) {
    this.spec = spec;
    this.surroundings = surroundings;
  }

  static Plan of(SandboxSpec spec, Surroundings surroundings) {
    return new NamespacePlan(spec, surroundings).plan();
  }

  private Plan plan() {
    mapIdentity(program, surroundings.userId(), surroundings.groupId());
    MountPlan mounts = new MountPlan(program);
    mounts.enterRoot(spec.root(), spec.mounts());
    spec.mounts().forEach(mounts::add);
    mounts.leaveOldRoot();
    network();
    program.add(
        "enter the working directory " + spec.workingDirectory(),
        SyscallNumber.CHDIR,
        text(spec.workingDirectory()));
    processAttributes();
    dropCapabilities();
    List<Integer> listener = installFilter();
    standardStreams();
    int firstExecute = execute();
    return new Plan(program.build(), namespaces(), listener, firstExecute);
  }

  private long namespaces() {
    long namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
    return spec.network() == NetworkMode.NONE ? namespaces | CLONE_NEWNET : namespaces;
  }

  /** Makes the caller's ids root's; setgroups must be given up first, user_namespaces(7). */
  static void mapIdentity(SyscallProgram.Builder program, int userId, int groupId) {
    writeFile(program, "/proc/self/uid_map", "0 " + userId + " 1\n");
    writeFile(program, "/proc/self/setgroups", "deny");
    writeFile(program, "/proc/self/gid_map", "0 " + groupId + " 1\n");
  }

  private static void writeFile(SyscallProgram.Builder program, String file, String content) {
    int open =
        program.add(
            "open " + file,
            SyscallNumber.OPENAT,
            value(AT_FDCWD),
            text(file),
            value(O_WRONLY | O_CLOEXEC),
            value(0));
    program.add(
        "write " + file,
        SyscallNumber.WRITE,
        new ResultOf(open),
        text(content),
        value(content.length()));
    program.add("close " + file, SyscallNumber.CLOSE, new ResultOf(open));
  }

  /** A new network has its loopback interface down: netdevice(7). */
  private void network() {
    if (spec.network() == NetworkMode.HOST) {
      return;
    }
    ByteBuffer request = ByteBuffer.allocate(SIZE_OF_IFREQ).order(ByteOrder.nativeOrder());
    request.put("lo".getBytes(StandardCharsets.US_ASCII));
    request.putShort(16, (short) IFF_UP_AND_RUNNING);
    int socket =
        program.add(
            "open a socket",
            SyscallNumber.SOCKET,
            value(AF_INET),
            value(SOCK_DGRAM | O_CLOEXEC),
            value(0));
    program.add(
        "bring the loopback interface up",
        SyscallNumber.IOCTL,
        new ResultOf(socket),
        value(SIOCSIFFLAGS),
        bytes(request.array()));
    program.add("close the socket", SyscallNumber.CLOSE, new ResultOf(socket));
  }

  private void processAttributes() {
    byte[] hostName = spec.hostName().getBytes(StandardCharsets.UTF_8);
    program.add(
        "set the host name", SyscallNumber.SETHOSTNAME, bytes(hostName), value(hostName.length));
    program.add("set the file mode mask", SyscallNumber.UMASK, value(022));
    if (surroundings.ownSession()) {
      program.add("lead a session", SyscallNumber.SETSID);
    }
    surroundings.credentials().ifPresent(this::startAsUser);
  }

  private void startAsUser(int credentials) {
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

  private void dropCapabilities() {
    for (int capability = 0; capability <= CapabilitySet.LAST_POSSIBLE; capability++) {
      if (!CapabilitySet.contains(capability)) {
        program.add(
            Entry.of(
                    "drop capability " + capability,
                    SyscallNumber.PRCTL,
                    value(PR_CAPBSET_DROP),
                    value(capability))
                .ignoring(Errno.EINVAL)); // a number that this kernel does not know
      }
    }
    program.add(
        "clear the ambient capabilities",
        SyscallNumber.PRCTL,
        value(PR_CAP_AMBIENT),
        value(PR_CAP_AMBIENT_CLEAR_ALL));
    ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    header.putInt(LINUX_CAPABILITY_VERSION_3);
    ByteBuffer sets = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    sets.putInt(CapabilitySet.lowBits()).putInt(CapabilitySet.lowBits());
    program.add(
        "set the capabilities", SyscallNumber.CAPSET, bytes(header.array()), bytes(sets.array()));
    program.add(
        "refuse new privileges",
        SyscallNumber.PRCTL,
        value(PR_SET_NO_NEW_PRIVS),
        value(1),
        value(0),
        value(0),
        value(0));
    program.add(
        "die with the builder", SyscallNumber.PRCTL, value(PR_SET_PDEATHSIG), value(SIGKILL));
  }

  /** WAIT_KILLABLE_RECV, Linux 5.19, keeps signals from restarting calls that are in hand. */
  private List<Integer> installFilter() {
    long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    int first =
        program.add(
            filterEntry(flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
                .ignoring(Errno.EINVAL)
                .skippingAfterSuccess(1));
    int second = program.add(filterEntry(flags));
    return List.of(first, second);
  }

  private Entry filterEntry(long flags) {
    return Entry.of(
        "install the system call filter",
        SyscallNumber.SECCOMP,
        value(SECCOMP_SET_MODE_FILTER),
        value(flags),
        new SyscallProgram.Filter(surroundings.filter()));
  }

  /** The descriptor table is the builder's until it is unshared: nothing is rearranged before. */
  private void standardStreams() {
    program.add(
        "unshare the descriptors",
        SyscallNumber.CLOSE_RANGE,
        value(HIGHEST_FD),
        value(HIGHEST_FD),
        value(CLOSE_RANGE_UNSHARE));
    for (int stream = 0; stream < surroundings.standardFds().size(); stream++) {
      int fd = surroundings.standardFds().get(stream);
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
        connect(new ResultOf(empty), stream);
      } else if (fd != stream) {
        connect(value(fd), stream);
      }
    }
    program.add("close the rest", SyscallNumber.CLOSE_RANGE, value(3), value(EVERY_FD), value(0));
  }

  private void connect(SyscallProgram.Argument from, int stream) {
    program.add("connect stream " + stream, SyscallNumber.DUP3, from, value(stream), value(0));
  }

  /** Looks the command up as execvp(3) does: a name with a slash is a path. */
  private int execute() {
    byte[] noSignals = new byte[Long.BYTES];
    program.add(
        "unblock signals",
        SyscallNumber.RT_SIGPROCMASK,
        value(SIG_SETMASK),
        bytes(noSignals),
        value(0),
        value(Long.BYTES));
    List<String> candidates = candidates(spec.arguments().get(0));
    int first = -1;
    for (int index = 0; index < candidates.size(); index++) {
      Entry entry =
          Entry.of(
              "execute " + candidates.get(index),
              SyscallNumber.EXECVE,
              text(candidates.get(index)),
              strings(spec.arguments()),
              strings(spec.environment()),
              value(0),
              value(0),
              value(SeccompPolicy.SET_UP_MARK));
      boolean last = index == candidates.size() - 1;
      int position = program.add(last ? entry : entry.ignoringErrors());
      first = first == -1 ? position : first;
    }
    return first;
  }

  private List<String> candidates(String command) {
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
}
