package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.*;
import static io.grampus.os.SyscallProgram.bytes;
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
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int SIZE_OF_IFREQ = 40;
  private static final int IFF_UP_AND_RUNNING = 0x41;

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
  private final ProcessPlan process = new ProcessPlan(program);

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
    process.refuseNewPrivileges();
    process.dieWithBuilder(SIGKILL);
    List<Integer> listener = installFilter();
    process.descriptors(surroundings.standardFds());
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
    process.setUmask();
    if (surroundings.ownSession()) {
      process.leadSession();
    }
    surroundings.credentials().ifPresent(process::startAsUser);
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
  }

  /** WAIT_KILLABLE_RECV, Linux 5.19, keeps signals from restarting calls that are in hand. */
  private List<Integer> installFilter() {
    long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    int first =
        program.add(
            ProcessPlan.filterEntry(
                    flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, surroundings.filter())
                .ignoring(Errno.EINVAL)
                .skippingAfterSuccess(1));
    int second = program.add(ProcessPlan.filterEntry(flags, surroundings.filter()));
    return List.of(first, second);
  }

  private int execute() {
    process.resetSignals();
    List<String> candidates = ProcessPlan.candidates(spec);
    int first = -1;
    for (int index = 0; index < candidates.size(); index++) {
      Entry entry =
          ProcessPlan.executeEntry(candidates.get(index), spec, SeccompPolicy.SET_UP_MARK);
      boolean last = index == candidates.size() - 1;
      int position = program.add(last ? entry : entry.ignoringErrors());
      first = first == -1 ? position : first;
    }
    return first;
  }
}
