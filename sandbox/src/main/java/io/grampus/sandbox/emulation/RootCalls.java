package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * File calls with the outcome they have for root of the sandbox, at the price of a plain call.
 * Belongs to one thread.
 */
final class RootCalls {
  private static final int OWNER_WRITE_SEARCH = 0300;

  private final Syscalls syscalls;
  private final RootAgent agent;
  private final boolean ownDirectory;
  private final boolean plainRoot;
  private final boolean makingAll;
  private boolean refused;

  RootCalls(Syscalls syscalls, RootAgent agent, boolean ownDirectory, RootView root) {
    this.syscalls = syscalls;
    this.agent = agent;
    this.ownDirectory = ownDirectory;
    this.plainRoot = root.isPlain();
    this.makingAll = root.mounts() != null;
  }

  /** Whether {@link OwnDirectory} could take the thread where it wants to be. */
  boolean hasOwnDirectory() {
    return ownDirectory;
  }

  /**
   * Whether a directory's mode keeps the sandbox's root from changing its entries, as nothing but
   * its owner's permissions count for the kernel there.
   */
  boolean isClosedToRoot(int mode) {
    return plainRoot && (mode & OWNER_WRITE_SEARCH) != OWNER_WRITE_SEARCH;
  }

  /** Whether the sandbox's root has no more rights than the builder. */
  boolean hasPlainRoot() {
    return plainRoot;
  }

  /**
   * Whether the emulation makes all calls on files itself, as the kernel does not know the
   * sandbox's root.
   */
  boolean makesAll() {
    return makingAll;
  }

  /**
   * Whether calls of root's go on that the kernel may refuse to a root with no more rights than the
   * builder, unless they are made here.
   */
  boolean needsHelp() {
    return plainRoot && !makingAll;
  }

  /** Forgets refusals up to now. */
  void forgetRefusals() {
    refused = false;
  }

  /** Whether the builder's user was refused a call since {@link #forgetRefusals}. */
  boolean wasRefused() {
    return refused;
  }

  /** The kernel, for calls that no mode refuses. */
  Syscalls plain() {
    return syscalls;
  }

  /** What a symbolic link says, of at most PATH_MAX bytes: its length or a negated errno. */
  int readLink(long path, NativeBuffer destination) {
    return readLink((int) KernelConstants.AT_FDCWD, path, destination);
  }

  /** The same of a link in a directory; or with an empty path of an opened link. */
  int readLink(int directory, long path, NativeBuffer destination) {
    return (int)
        syscalls.call(
            SyscallNumber.READLINKAT, directory, path, destination.address(), TargetPath.PATH_MAX);
  }

  /** Binds a socket to an address in a root and a working directory; 0 or a negated errno. */
  long bind(int ownRoot, int folder, int socket, long address, int length) {
    return agent.bind(ownRoot, folder, socket, address, length);
  }

  /** The call's result or a negated errno; made once more, by the agent, where it is refused. */
  long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    long result = syscalls.call(number, a, b, c, d, e);
    if (result != -Errno.EACCES) {
      return result;
    }
    refused = true;
    return agent.call(number, a, b, c, d, e);
  }

  long call(SyscallNumber number, long a, long b, long c, long d) {
    return call(number, a, b, c, d, 0);
  }

  long call(SyscallNumber number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0);
  }

  long call(SyscallNumber number, long a, long b) {
    return call(number, a, b, 0, 0, 0);
  }
}
