package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import java.nio.charset.StandardCharsets;

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
    int from = folder == NONE ? directory : folder;
    if (from < 0 && from != KernelConstants.AT_FDCWD) {
      path.unset();
      return -Errno.EBADF;
    }
    int told = readLink(fdPath(thread, from));
    int inside = insideLength(told);
    boolean placed = path.prepend(link, inside);
    if (placed && isBelowOwnRoot(thread)) {
      return 0;
    }
    if (inside != told) {
      path.unset();
      return -Errno.ENOENT; // the process is nowhere inside
    }
    path.unset(); // no text leads to a folder that was removed or that is not below the root
    return -Errno.EAGAIN;
  }

  /** Turns the link in hand into a path inside, where the kernel does not know those. */
  private int insideLength(int told) {
    MountTable mounts = root.mounts();
    if (mounts == null || told <= 0 || TargetPath.isOfRemoved(link, told)) {
      return told;
    }
    return mounts.toInside(link, told);
  }

  /** Whether a directory of the process is inside, where the kernel does not see to that. */
  boolean isInside(int thread, int directory) {
    int told = readLink(fdPath(thread, directory));
    return told <= 0 || insideLength(told) > 0;
  }

  /** Takes a path that is text of ours, a character a byte; 0 or a negated errno. */
  int take(int thread, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length == 0 || bytes.length >= TargetPath.PATH_MAX) {
      return bytes.length == 0 ? -Errno.ENOENT : -Errno.ENAMETOOLONG;
    }
    link.putBytes(0, bytes, 0, bytes.length);
    path.set(link, 0, bytes.length);
    boolean relative = !path.isAbsolute();
    int told = relative ? readLink(fdPath(thread, (int) KernelConstants.AT_FDCWD)) : 0;
    return relative && !path.prepend(link, insideLength(told)) ? -Errno.ENOENT : 0;
  }

  /** What a link of proc(5) says, as a string of bytes; empty where it cannot be read. */
  String textAt(long place) {
    int told = readLink(place);
    return told <= 0 ? "" : new String(link.getBytes(0, told), StandardCharsets.ISO_8859_1);
  }

  /** Address of the path under which proc(5) shows a descriptor of the process. */
  long fdPath(int thread, int fd) {
    return fd == KernelConstants.AT_FDCWD ? proc.of(thread, "cwd") : proc.ofDescriptor(thread, fd);
  }

  /** Whether a path with a folder before it is below the root that the process may have taken. */
  private boolean isBelowOwnRoot(int thread) {
    if (!root.hasOtherRoots()) {
      return true;
    }
    int told = readLink(proc.of(thread, "root"));
    return told == 1 || path.lengthOfCommonRoot(link, told) > 0;
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
    return calls.readLink(name, link);
  }

  /** A directory's mode may close it to the builder, though not to root. */
  private int readLink(int folder, long name) {
    return (int)
        calls.call(SyscallNumber.READLINKAT, folder, name, link.address(), TargetPath.PATH_MAX);
  }
}
