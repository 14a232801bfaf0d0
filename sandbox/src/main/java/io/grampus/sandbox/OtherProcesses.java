package io.grampus.sandbox;

import io.grampus.os.Architecture;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;

/**
 * The part of a filter about frequent calls that can concern other processes by one of their
 * arguments.
 *
 * @param plain whether there are no namespaces, so that the kernel lets these calls reach processes
 *     outside of the sandbox
 */
record OtherProcesses(Architecture architecture, boolean plain) {
  /** Input for the terminal, as if its user had typed it: TIOCSTI of ioctl_tty(2), TIOCLINUX. */
  private static final int[] TYPING = {0x5412, 0x541c};

  /** As F_SETOWN of fcntl(2), by pointers that other threads can change: FIOSETOWN, SIOCSPGRP. */
  private static final int[] OWNING_BY_POINTER = {0x8901, 0x8902};

  private static final int F_SETOWN = 8;
  private static final int F_SETOWN_EX = 15;

  /** Appends to a filter; the number of the call is loaded. */
  void append(BpfProgram.Builder filter) {
    controls(filter);
    limits(filter);
    if (plain) {
      owners(filter);
    }
  }

  /** The terminal is that of whoever started the builder. */
  private void controls(BpfProgram.Builder filter) {
    filter
        .jumpUnlessEqual(SyscallNumber.IOCTL.on(architecture), "after ioctl")
        .load(BpfProgram.argumentOffset(1));
    for (int request : TYPING) {
      filter.jumpIfEqual(request, "refused ioctl");
    }
    if (plain) {
      for (int request : OWNING_BY_POINTER) {
        filter.jumpIfEqual(request, "refused ioctl");
      }
    }
    filter
        .returns(BpfProgram.RETURN_ALLOW)
        .label("refused ioctl")
        .returns(BpfProgram.RETURN_ERRNO | Errno.EPERM)
        .label("after ioctl");
  }

  private void limits(BpfProgram.Builder filter) {
    filter
        .jumpUnlessEqual(SyscallNumber.PRLIMIT64.on(architecture), "after prlimit64")
        .load(BpfProgram.argumentOffset(1))
        .jumpIfEqual(KernelConstants.RLIMIT_LOCKS, "notified prlimit64");
    if (plain) {
      filter.load(BpfProgram.argumentOffset(0)).jumpUnlessEqual(0, "notified prlimit64");
    }
    filter
        .returns(BpfProgram.RETURN_ALLOW)
        .label("notified prlimit64")
        .returns(BpfProgram.RETURN_USER_NOTIFICATION)
        .label("after prlimit64");
  }

  private void owners(BpfProgram.Builder filter) {
    filter
        .jumpUnlessEqual(SyscallNumber.FCNTL.on(architecture), "after fcntl")
        .load(BpfProgram.argumentOffset(1))
        .jumpIfEqual(F_SETOWN, "notified fcntl")
        .jumpIfEqual(F_SETOWN_EX, "refused fcntl")
        .returns(BpfProgram.RETURN_ALLOW)
        .label("notified fcntl")
        .returns(BpfProgram.RETURN_USER_NOTIFICATION)
        .label("refused fcntl")
        .returns(BpfProgram.RETURN_ERRNO | Errno.EINVAL)
        .label("after fcntl");
  }
}
