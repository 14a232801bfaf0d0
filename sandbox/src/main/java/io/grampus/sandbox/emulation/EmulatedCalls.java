package io.grampus.sandbox.emulation;

import static io.grampus.os.SyscallNumber.*;

import io.grampus.os.SyscallNumber;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The system calls that root emulation needs to be notified of. */
public final class EmulatedCalls {
  private static final Set<SyscallNumber> WHATEVER_THE_ARGUMENTS =
      Collections.unmodifiableSet(
          EnumSet.of(
              STAT,
              LSTAT,
              FSTAT,
              NEWFSTATAT,
              STATX,
              CHOWN,
              LCHOWN,
              FCHOWN,
              FCHOWNAT,
              CHROOT,
              CAPGET,
              CAPSET,
              RT_SIGQUEUEINFO,
              RT_TGSIGQUEUEINFO,
              PIDFD_SEND_SIGNAL,
              KILL,
              TKILL,
              TGKILL,
              LISTXATTR,
              LLISTXATTR,
              FLISTXATTR,
              GETXATTR,
              LGETXATTR,
              FGETXATTR,
              SETXATTR,
              LSETXATTR,
              FSETXATTR,
              REMOVEXATTR,
              LREMOVEXATTR,
              FREMOVEXATTR,
              CREAT,
              OPENAT2,
              MKDIR,
              MKDIRAT,
              MKNOD,
              MKNODAT,
              SYMLINK,
              SYMLINKAT,
              BIND,
              CHMOD,
              FCHMOD,
              FCHMODAT,
              FCHMODAT2,
              UNLINK,
              UNLINKAT,
              RMDIR,
              RENAME,
              RENAMEAT,
              RENAMEAT2,
              LINK,
              LINKAT,
              EXECVE,
              EXECVEAT,
              GETUID,
              GETEUID,
              GETGID,
              GETEGID,
              GETRESUID,
              GETRESGID,
              GETGROUPS,
              SETUID,
              SETGID,
              SETREUID,
              SETREGID,
              SETRESUID,
              SETRESGID,
              SETFSUID,
              SETFSGID,
              SETGROUPS));

  private static final Set<SyscallNumber> OF_OTHER_USERS =
      Collections.unmodifiableSet(
          EnumSet.of(
              OPEN,
              OPENAT,
              ACCESS,
              FACCESSAT,
              FACCESSAT2,
              CHDIR,
              READLINK,
              READLINKAT,
              TRUNCATE,
              UTIME,
              UTIMES,
              FUTIMESAT,
              UTIMENSAT));

  private static final Set<SyscallNumber> ABOUT_THE_CREDENTIAL_LIMIT =
      Collections.unmodifiableSet(EnumSet.of(GETRLIMIT, SETRLIMIT, PRLIMIT64));

  private static final Set<SyscallNumber> ON_NUMBERED_PROCESSES =
      Collections.unmodifiableSet(
          EnumSet.of(
              FCNTL,
              IOPRIO_SET,
              PIDFD_OPEN,
              PRLIMIT64,
              SCHED_SETAFFINITY,
              SCHED_SETATTR,
              SCHED_SETPARAM,
              SCHED_SETSCHEDULER,
              SETPRIORITY));

  private EmulatedCalls() {}

  /**
   * Calls to notify always in a sandbox that starts as that user. Where it is not root, some calls
   * are among them that are too frequent to burden root with, as a filter cannot tell users apart.
   */
  public static Set<SyscallNumber> notifiedFor(int uid) {
    EnumSet<SyscallNumber> calls = EnumSet.copyOf(WHATEVER_THE_ARGUMENTS);
    if (uid != 0) {
      calls.addAll(OF_OTHER_USERS);
    }
    return calls;
  }

  /**
   * Calls to notify always where root's programs answer most of their own: those that other users
   * than root are refused as well, whoever starts.
   */
  public static Set<SyscallNumber> notifiedForEverybody() {
    return notifiedFor(1);
  }

  /**
   * As {@link #notifiedFor} where proot has its turn first: its answers to chroot and the addresses
   * that it puts in the place of those of sockets are left alone. No open is: root has no rights of
   * its own there, and beside the cost of proot's tracing that of a notification is small.
   */
  public static Set<SyscallNumber> notifiedInFrontOfProot(int uid) {
    Set<SyscallNumber> calls = notifiedFor(uid);
    calls.remove(CHROOT);
    calls.remove(BIND);
    calls.add(OPEN);
    calls.add(OPENAT);
    calls.addAll(ON_NUMBERED_PROCESSES);
    calls.addAll(EnumSet.of(PROCESS_VM_READV, PROCESS_VM_WRITEV));
    return calls;
  }

  /**
   * As {@link #notifiedFor} where the kernel does not know the sandbox's root: all calls that take
   * paths, but for those of {@link #traced}.
   */
  public static Set<SyscallNumber> notifiedOfAllPaths() {
    EnumSet<SyscallNumber> calls = EnumSet.copyOf(notifiedForEverybody());
    calls.addAll(EnumSet.of(STATFS, GETCWD, INOTIFY_ADD_WATCH, CONNECT));
    calls.removeAll(EnumSet.of(EXECVE, CHDIR, EXECVEAT));
    calls.addAll(ON_NUMBERED_PROCESSES);
    return calls;
  }

  /** Calls that only the process itself can make, on another path; opens of locations (O_PATH). */
  public static Set<SyscallNumber> traced() {
    return EnumSet.of(EXECVE, CHDIR, OPEN, OPENAT);
  }

  /** Calls that another process can make for one whose socket it has a copy of. */
  public static Set<SyscallNumber> onSockets() {
    return EnumSet.of(BIND, CONNECT);
  }

  /** Calls to notify only when they are about RLIMIT_LOCKS, which carries the credentials. */
  public static Set<SyscallNumber> aboutTheCredentialLimit() {
    return ABOUT_THE_CREDENTIAL_LIMIT;
  }

  /**
   * Calls that a process can be named to by its number and that nothing else is notified of: the
   * kernel knows of no sandbox where there are no namespaces.
   */
  public static Set<SyscallNumber> onNumberedProcesses() {
    return ON_NUMBERED_PROCESSES;
  }
}
