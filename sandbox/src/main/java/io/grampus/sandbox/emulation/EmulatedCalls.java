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
              LISTXATTR,
              LLISTXATTR,
              FLISTXATTR,
              CREAT,
              OPENAT2,
              MKDIR,
              MKDIRAT,
              MKNOD,
              MKNODAT,
              SYMLINK,
              SYMLINKAT,
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

  private static final Set<SyscallNumber> ABOUT_THE_CREDENTIAL_LIMIT =
      Collections.unmodifiableSet(EnumSet.of(GETRLIMIT, SETRLIMIT, PRLIMIT64));

  private EmulatedCalls() {}

  /** Calls to notify always. */
  public static Set<SyscallNumber> whateverTheArguments() {
    return WHATEVER_THE_ARGUMENTS;
  }

  /** Calls to notify only when they are about RLIMIT_LOCKS, which carries the credentials. */
  public static Set<SyscallNumber> aboutTheCredentialLimit() {
    return ABOUT_THE_CREDENTIAL_LIMIT;
  }
}
