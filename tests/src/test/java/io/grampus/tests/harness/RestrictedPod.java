package io.grampus.tests.harness;

import static io.grampus.os.SyscallProgram.strings;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.Architecture;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Plays a pod with the default seccomp profile of container runtimes, for whoever may not start
 * one: a program of its own sets no_new_privs, installs a filter that refuses what that profile
 * refuses to a user without capabilities, and executes the command.
 *
 * @param folder where that program is written
 */
record RestrictedPod(Path folder) {
  private static final int NEW_NAMESPACES = 0x7e020000;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final List<SyscallNumber> REFUSED =
      List.of(
          SyscallNumber.UNSHARE,
          SyscallNumber.SETNS,
          SyscallNumber.MOUNT,
          SyscallNumber.UMOUNT2,
          SyscallNumber.MOUNT_SETATTR,
          SyscallNumber.OPEN_TREE,
          SyscallNumber.MOVE_MOUNT,
          SyscallNumber.FSOPEN,
          SyscallNumber.PIVOT_ROOT,
          SyscallNumber.CHROOT,
          SyscallNumber.SETHOSTNAME,
          SyscallNumber.PIDFD_GETFD,
          SyscallNumber.BPF,
          SyscallNumber.PERF_EVENT_OPEN);

  /** The command, executed in such a pod. */
  Command around(Command command) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        "refuse new privileges",
        SyscallNumber.PRCTL,
        value(PR_SET_NO_NEW_PRIVS),
        value(1),
        value(0),
        value(0),
        value(0));
    program.add(
        "install the profile",
        SyscallNumber.SECCOMP,
        value(SECCOMP_SET_MODE_FILTER),
        value(0),
        new SyscallProgram.Filter(profile(Architecture.current())));
    program.add(
        "execute the command",
        SyscallNumber.EXECVE,
        text(command.words().get(0)),
        strings(command.words()),
        strings(
            command.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList()));
    try {
      Path file = Files.createTempFile(folder, "pod", "");
      Files.write(file, ExecutableProgram.of(program.build(), Architecture.current()));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new Command(
          List.of(file.toString()), command.environment(), command.directory(), command.input());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BpfProgram profile(Architecture architecture) {
    BpfProgram.Builder filter = new BpfProgram.Builder().load(BpfProgram.NUMBER_OFFSET);
    for (SyscallNumber call : REFUSED) {
      refuse(filter, call, architecture, Errno.EPERM);
    }
    refuse(filter, SyscallNumber.CLONE3, architecture, Errno.ENOSYS);
    return filter
        .jumpUnlessEqual(SyscallNumber.CLONE.on(architecture), "allowed")
        .load(BpfProgram.argumentOffset(0))
        .jumpIfAnySet(NEW_NAMESPACES, "namespaces")
        .label("allowed")
        .returns(BpfProgram.RETURN_ALLOW)
        .label("namespaces")
        .returns(BpfProgram.RETURN_ERRNO | Errno.EPERM)
        .build();
  }

  private static void refuse(
      BpfProgram.Builder filter, SyscallNumber call, Architecture architecture, int errno) {
    filter
        .jumpUnlessEqual(call.on(architecture), "after " + call.callName())
        .returns(BpfProgram.RETURN_ERRNO | errno)
        .label("after " + call.callName());
  }
}
