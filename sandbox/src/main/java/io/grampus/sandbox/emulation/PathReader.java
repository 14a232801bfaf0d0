package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;

/**
 * Takes the paths that processes of a sandbox pass as text and makes them absolute, relative ones
 * by what proc(5) says of the process's working directory or descriptor. Belongs to one thread.
 */
final class PathReader {
  private static final int NONE = -1;

  private final RootCalls calls;
  private final ProcessMemory memory;
  private final RootView root;
  private final ProcPath proc;
  private final TargetPath path;
  private final NativeBuffer link = NativeBuffer.allocate(TargetPath.PATH_MAX);

  /**
   * A reader of paths.
   *
   * @param path what is read to
   */
  PathReader(RootCalls calls, ProcessMemory memory, RootView root, ProcPath proc, TargetPath path) {
    this.calls = calls;
    this.memory = memory;
    this.root = root;
    this.proc = proc;
    this.path = path;
  }

  /** Whether the path argument is NULL or the empty string. */
  boolean isEmpty(int thread, long address) {
    return address == 0 || (memory.read(thread, address, link, 0, 1) == 1 && link.getByte(0) == 0);
  }

  /** Takes the path from the process and makes it absolute; 0 or a negated errno. */
  int read(int thread, int directory, long address) {
    path.unset();
    int length =
        memory.readString(thread, address, path.memory(), TargetPath.ARGUMENT, TargetPath.PATH_MAX);
    if (length <= 0) {
      return length == 0 ? -Errno.ENOENT : length;
    }
    path.setArgument(length);
    int folder = root.isTranslated() ? NONE : path.takeFolder();
    if (path.isAbsolute()) {
      if (root.isTranslated()) {
        path.enterRoot(root.prefix());
      }
      return 0;
    }
    if (path.prepend(link, readLink(fdPath(thread, folder == NONE ? directory : folder)))) {
      return 0;
    }
    path.unset(); // no text leads to a folder that was removed
    return -Errno.EAGAIN;
  }

  /** Address of the path under which proc(5) shows a descriptor of the process. */
  long fdPath(int thread, int fd) {
    return fd == KernelConstants.AT_FDCWD ? proc.of(thread, "cwd") : proc.ofDescriptor(thread, fd);
  }

  /** How much of the path is the process's own root, which a working directory begins with. */
  int lengthOfOwnRoot(int thread) {
    return path.hasPrefix() ? path.lengthOfCommonRoot(link, readLink(proc.of(thread, "root"))) : 0;
  }

  /** Whether the directory behind a descriptor of this process's was removed. */
  boolean isRemoved(int fd) {
    return TargetPath.isOfRemoved(link, readLink(proc.ofOwnDescriptor(fd)));
  }

  /** Puts what a symbolic link says in the place of the path's last name; false where it cannot. */
  boolean replaceName(int folder, long name) {
    int length = readLink(folder, name);
    return length > 0 && path.replaceName(link, length);
  }

  private int readLink(long name) {
    return (int)
        calls
            .plain()
            .call(
                SyscallNumber.READLINKAT,
                KernelConstants.AT_FDCWD,
                name,
                link.address(),
                TargetPath.PATH_MAX);
  }

  /** A directory's mode may close it to the builder, though not to root. */
  private int readLink(int folder, long name) {
    return (int)
        calls.call(SyscallNumber.READLINKAT, folder, name, link.address(), TargetPath.PATH_MAX);
  }
}
