package io.grampus.sandbox.emulation;

import io.grampus.os.ElfProgram;
import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what execve(2) reads of a file: the head of a program, or the first line of a script.
 * Belongs to one thread; what was read last can be asked for until the next file.
 */
final class ProgramFile {
  /** How much of a script's first line counts: BINPRM_BUF_SIZE of {@code <linux/binfmts.h>}. */
  private static final int LONGEST_LINE = 255;

  private static final int EM_X86_64 = 62;
  static final int OWNER_READ = 0400;
  private static final int ANY_EXECUTE = 0111;

  private final RootCalls calls;
  private final FileInspector inspector;
  private final NativeBuffer head = NativeBuffer.allocate(ElfProgram.HEAD);
  private final NativeBuffer path = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private int length;
  private @Nullable ElfProgram elf;
  private String interpreter = "";
  private String argument = "";

  ProgramFile(RootCalls calls, FileInspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  /**
   * Reads a file.
   *
   * @param location a descriptor of this process's
   * @return 0 or a negated errno
   */
  int read(TargetFiles files, int location) {
    elf = null;
    interpreter = "";
    argument = "";
    inspector.lookAt(location);
    if (!inspector.is(KernelConstants.S_IFREG) || (inspector.mode() & ANY_EXECUTE) == 0) {
      return -Errno.EACCES;
    }
    long place = files.ownPath(location);
    int fd =
        (int)
            calls.call(
                SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, place, KernelConstants.O_CLOEXEC);
    if (fd < 0) {
      return fd;
    }
    length = readAt(fd, head, ElfProgram.HEAD, 0);
    boolean script = length > 2 && head.getByte(0) == '#' && head.getByte(1) == '!';
    int result = script ? readLine() : readProgram(fd);
    files.close(fd);
    return result;
  }

  private int readAt(int fd, NativeBuffer destination, int size, long offset) {
    return (int) calls.plain().call(SyscallNumber.PREAD64, fd, destination.address(), size, offset);
  }

  private int readProgram(int fd) {
    ElfProgram read = length <= 0 ? null : ElfProgram.read(head, length, EM_X86_64);
    elf = read;
    if (read == null) {
      return -Errno.ENOEXEC;
    }
    ElfProgram.Place place = read.interpreter();
    if (place == null) {
      return 0;
    }
    if (place.length() < 2 || place.length() > TargetPath.PATH_MAX) {
      return -Errno.ENOEXEC;
    }
    int count = readAt(fd, path, (int) place.length(), place.offset());
    int end = count <= 0 ? -1 : path.indexOfNul(0, count);
    if (end <= 0) {
      return -Errno.ENOEXEC;
    }
    interpreter = text(path, 0, end);
    return 0;
  }

  private int readLine() {
    String line = text(head, 2, Math.min(length, LONGEST_LINE));
    int end = line.indexOf('\n');
    String words = trim(end < 0 ? line : line.substring(0, end));
    int space = 0;
    while (space < words.length() && !isBlank(words.charAt(space))) {
      space++;
    }
    interpreter = words.substring(0, space);
    argument = trim(words.substring(space));
    return interpreter.isEmpty() ? -Errno.ENOEXEC : 0;
  }

  private static String trim(String words) {
    int start = 0;
    int end = words.length();
    while (start < end && isBlank(words.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(words.charAt(end - 1))) {
      end--;
    }
    return words.substring(start, end);
  }

  /** A carriage return, for one, is part of a name. */
  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }

  private static String text(NativeBuffer from, int start, int end) {
    return new String(from.getBytes(start, end - start), StandardCharsets.ISO_8859_1);
  }

  /** What the program's head says; null for a script. */
  @Nullable ElfProgram elf() {
    return elf;
  }

  /** The path of the program interpreter or of the script's; empty where there is none. */
  String interpreter() {
    return interpreter;
  }

  /** The one argument on a script's first line; empty without one. */
  String argument() {
    return argument;
  }

  /** Whether its mode keeps its owner from reading it. */
  boolean isClosed() {
    return (inspector.mode() & OWNER_READ) == 0;
  }

  /** The permissions of the file. */
  int permissions() {
    return inspector.mode() & ~KernelConstants.S_IFMT;
  }
}
