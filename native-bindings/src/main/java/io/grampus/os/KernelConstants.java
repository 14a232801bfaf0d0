package io.grampus.os;

/**
 * Flags and operation codes of system calls, the same on x86_64 and aarch64.
 *
 * <p>Named as in the manual pages and headers: clone(2), mount(2), prctl(2), seccomp(2), open(2).
 */
public final class KernelConstants {
  public static final long CLONE_NEWNS = 0x00020000L;
  public static final long CLONE_NEWUTS = 0x04000000L;
  public static final long CLONE_NEWIPC = 0x08000000L;
  public static final long CLONE_NEWUSER = 0x10000000L;
  public static final long CLONE_NEWPID = 0x20000000L;
  public static final long CLONE_NEWNET = 0x40000000L;

  /** All CLONE_NEW* bits that clone(2) takes in its flags, CLONE_NEWCGROUP included. */
  public static final int CLONE_NEW_ANY = 0x7e020000;

  public static final long AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_EACCESS = 0x200;

  public static final long O_WRONLY = 1;
  public static final long O_CREAT = 0x40;
  public static final long O_CLOEXEC = 0x80000;
  public static final long O_PATH = 0x200000;

  public static final long MS_RDONLY = 0x1;
  public static final long MS_NOSUID = 0x2;
  public static final long MS_NODEV = 0x4;
  public static final long MS_NOEXEC = 0x8;
  public static final long MS_REMOUNT = 0x20;
  public static final long MS_BIND = 0x1000;
  public static final long MS_REC = 0x4000;
  public static final long MS_PRIVATE = 0x40000;
  public static final long MNT_DETACH = 2;
  public static final long AT_RECURSIVE = 0x8000;
  public static final long MOUNT_ATTR_RDONLY = 1;

  public static final long PR_SET_PDEATHSIG = 1;
  public static final long PR_CAPBSET_DROP = 24;
  public static final long PR_SET_NO_NEW_PRIVS = 38;
  public static final long PR_CAP_AMBIENT = 47;
  public static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;
  public static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

  public static final long SECCOMP_SET_MODE_FILTER = 1;
  public static final long SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
  public static final long SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 32;

  public static final long CLOSE_RANGE_UNSHARE = 2;
  public static final int RLIMIT_LOCKS = 10;
  public static final long SIG_SETMASK = 2;
  public static final long SIGKILL = 9;

  public static final int S_IFMT = 0170000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFIFO = 0010000;
  public static final int S_IFREG = 0100000;
  public static final int S_ISUID = 04000;
  public static final int S_ISGID = 02000;
  public static final int S_IXGRP = 00010;
  public static final int S_ISVTX = 01000;

  /** clone(2) and unshare(2): root, working directory and umask. */
  public static final long CLONE_FS = 0x200;

  private KernelConstants() {}
}
