package io.grampus.sandbox;

import io.grampus.os.Availability;
import io.grampus.os.CloneStub;
import io.grampus.os.ClonedProcess;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out whether this user may have a user namespace with mounts of its own, by making one and
 * leaving it at once.
 */
public final class UserNamespaceProbe {
  private static final long CLONE_NEWUSER = 0x10000000L;
  private static final long CLONE_NEWNS = 0x00020000L;
  private static final long MS_REC_PRIVATE = 0x4000 | 0x40000;

  private final Syscalls syscalls;
  private final Path settings;

  /** A probe of this machine. */
  public UserNamespaceProbe(Syscalls syscalls) {
    this(syscalls, Path.of("/proc/sys"));
  }

  /** A probe that reads the settings which explain a refusal below another folder. */
  UserNamespaceProbe(Syscalls syscalls, Path settings) {
    this.syscalls = syscalls;
    this.settings = settings;
  }

  /** Whether it works, and if not, which setting refuses it. */
  public Availability probe() {
    try {
      ClonedProcess child =
          new CloneStub(syscalls).start(mountAndExit(), CLONE_NEWUSER | CLONE_NEWNS);
      new ProcessCalls(syscalls).reap(child.pid());
      return child.failed() ? explain(child.failure()) : Availability.available();
    } catch (ErrnoException e) {
      return explain(e);
    }
  }

  /** AppArmor lets a namespace be made but takes its capabilities away, so mount something too. */
  private static SyscallProgram mountAndExit() {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        "make the mounts private",
        SyscallNumber.MOUNT,
        SyscallProgram.text("none"),
        SyscallProgram.text("/"),
        SyscallProgram.value(0),
        SyscallProgram.value(MS_REC_PRIVATE),
        SyscallProgram.value(0));
    program.add("end", SyscallNumber.EXIT_GROUP, SyscallProgram.value(0));
    return program.build();
  }

  /** What a refusal means; see user_namespaces(7) and namespaces(7). */
  Availability explain(ErrnoException refusal) {
    if (setting("kernel/unprivileged_userns_clone").equals("0")) {
      return because("kernel.unprivileged_userns_clone is 0", "kernel.unprivileged_userns_clone=1");
    }
    if (setting("user/max_user_namespaces").equals("0")) {
      return because("user.max_user_namespaces is 0", "user.max_user_namespaces=10000");
    }
    if (setting("kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
      return because(
          "AppArmor restricts unprivileged user namespaces",
          "kernel.apparmor_restrict_unprivileged_userns=0");
    }
    boolean refused = refusal.errno() == Errno.EPERM || refusal.errno() == Errno.EACCES;
    String hint =
        refused
            ? "a container's seccomp or AppArmor profile usually refuses it; its administrator can"
                + " allow clone and mount"
            : "the kernel must be built with CONFIG_USER_NS";
    return Availability.unavailable(String.valueOf(refusal.getMessage()), hint);
  }

  private static Availability because(String cause, String setting) {
    return Availability.unavailable(cause, "as root: sysctl -w " + setting);
  }

  private String setting(String name) {
    try {
      return Files.readString(settings.resolve(name)).strip();
    } catch (IOException e) {
      return ""; // this kernel has no such setting
    }
  }
}
