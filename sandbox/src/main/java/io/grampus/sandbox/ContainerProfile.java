package io.grampus.sandbox;

import static io.grampus.os.SyscallNumber.*;

import io.grampus.os.SyscallNumber;
import java.util.EnumSet;
import java.util.Set;

/** The calls that containers do not get by default, as in the profile of Docker's. */
final class ContainerProfile {
  /** Calls that a container without further capabilities is refused with EPERM. */
  static final Set<SyscallNumber> REFUSED =
      EnumSet.of(
          ACCT,
          ADD_KEY,
          BPF,
          CLOCK_ADJTIME,
          CLOCK_SETTIME,
          CREATE_MODULE,
          DELETE_MODULE,
          FANOTIFY_INIT,
          FINIT_MODULE,
          FSCONFIG,
          FSMOUNT,
          FSOPEN,
          FSPICK,
          GET_KERNEL_SYMS,
          INIT_MODULE,
          IOPERM,
          IOPL,
          KCMP,
          KEXEC_FILE_LOAD,
          KEXEC_LOAD,
          KEYCTL,
          MOUNT,
          MOUNT_SETATTR,
          MOVE_MOUNT,
          MOVE_PAGES,
          NAME_TO_HANDLE_AT,
          NFSSERVCTL,
          OPEN_BY_HANDLE_AT,
          OPEN_TREE,
          PERF_EVENT_OPEN,
          PIVOT_ROOT,
          QUERY_MODULE,
          QUOTACTL,
          QUOTACTL_FD,
          REBOOT,
          REQUEST_KEY,
          SETNS,
          SETTIMEOFDAY,
          SWAPOFF,
          SWAPON,
          SYSFS,
          SYSLOG,
          UMOUNT2,
          UNSHARE,
          USELIB,
          USERFAULTFD,
          USTAT,
          VHANGUP);

  /** Calls that must look as if the kernel did not have them, so that programs fall back. */
  static final Set<SyscallNumber> ABSENT =
      EnumSet.of(CLONE3, IO_URING_SETUP, IO_URING_ENTER, IO_URING_REGISTER, MEMFD_SECRET);

  private ContainerProfile() {}
}
