package io.grampus.sandbox.emulation;

import static io.grampus.sandbox.emulation.FileCapabilities.NONE;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * execve and execveat: changes the ids as the setuid and setgid bits of the file say, and makes the
 * saved ids follow: execve(2). The kernel executes the file.
 */
final class ExecuteHandler {
  private static final String CAPABILITY = "security.capability";
  private static final int ANY_EXECUTE = 0111;
  private static final int GROUP_EXECUTE = 0010;
  private static final int LENGTH_OF_HEAD = 5;
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int ELF_CLASS = 4;
  private static final int ELF_CLASS_32 = 1;

  private final RootCalls calls;
  private final FileInspector inspector;
  private final KeptAttributes kept;
  private final ForeignPrograms foreign;
  private final KnownPrograms known = new KnownPrograms();
  private final NativeBuffer head = NativeBuffer.allocate(LENGTH_OF_HEAD);
  private final NativeBuffer value = NativeBuffer.allocate(FileCapabilities.LARGEST);
  private final NativeBuffer attribute =
      NativeBuffer.cString(CAPABILITY.getBytes(StandardCharsets.US_ASCII));

  ExecuteHandler(
      RootCalls calls, FileInspector inspector, KeptAttributes kept, ForeignPrograms foreign) {
    this.calls = calls;
    this.inspector = inspector;
    this.kept = kept;
    this.foreign = foreign;
  }

  /** execve(path, …) and execveat(directory, path, …). */
  long execute(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    int fd = call.files().openAt(call.thread(), directory, call.argument(pathArgument), flags);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result = call.files().isOutside() ? executeElsewhere(call, who) : execute(call, who, fd);
    call.files().close(fd);
    return result;
  }

  /** What executes the file for proot is not the file: only the saved ids follow. */
  private long executeElsewhere(NotifiedCall call, Credentials who) {
    return change(call, who, after(who, 0, NONE));
  }

  private static long change(NotifiedCall call, Credentials who, Credentials after) {
    return after.equals(who) || call.setCredentialsByExecute(who, after) == 0
        ? Handler.CONTINUE
        : -Errno.EPERM;
  }

  private long execute(NotifiedCall call, Credentials who, int fd) {
    inspector.lookAt(fd);
    int mode = inspector.mode();
    if (!inspector.is(KernelConstants.S_IFREG) || (mode & ANY_EXECUTE) == 0) {
      return Handler.CONTINUE; // the kernel refuses it
    }
    boolean forAll = inspector.allowsEverybody(AccessRules.SEARCH);
    boolean setsIds = (mode & (KernelConstants.S_ISUID | KernelConstants.S_ISGID)) != 0;
    if (setsIds || (!who.overridesModes() && !forAll)) {
      inspector.findOwner(fd);
      if (!inspector.allows(who, AccessRules.SEARCH)) {
        return -Errno.EACCES;
      }
    }
    boolean script = false;
    if (setsIds || !known.has(inspector)) {
      readHead(call.files().ownPath(fd));
      if (isFor32Bits()) {
        foreign.refuse(nameOf(call, fd));
        return -Errno.ENOEXEC;
      }
      script = isScript();
      if (!script) {
        known.add(inspector);
      }
    }
    boolean gains = !who.noNewPrivileges() && !script;
    FileCapabilities file = script ? NONE : capabilities(who, fd, call.files().ownPath(fd));
    return change(call, who, after(who, gains ? mode : 0, file));
  }

  /**
   * What a process becomes with a program that is no script, whose owner was found.
   *
   * @param place address of a path of the descriptor
   */
  Credentials after(Credentials who, int fd, long place) {
    return after(who, inspector.mode(), capabilities(who, fd, place));
  }

  private Credentials after(Credentials who, int mode, FileCapabilities file) {
    boolean setsUser = (mode & KernelConstants.S_ISUID) != 0;
    boolean setsGroup = (mode & KernelConstants.S_ISGID) != 0 && (mode & GROUP_EXECUTE) != 0;
    return who.afterExecute(
        setsUser ? inspector.uid() : who.user().effective(),
        setsGroup ? inspector.gid() : who.group().effective(),
        file);
  }

  /** Root has all anyway. */
  private FileCapabilities capabilities(Credentials who, int fd, long place) {
    if (who.isPlainRoot() && (inspector.mode() & KernelConstants.S_ISUID) == 0) {
      return NONE;
    }
    long length = -Errno.ENODATA;
    if (calls.hasPlainRoot()) {
      length = kept.get(fd, CAPABILITY, value);
    }
    if (Syscalls.failed(length)) {
      length =
          calls
              .plain()
              .call(
                  SyscallNumber.GETXATTR,
                  place,
                  attribute.address(),
                  value.address(),
                  FileCapabilities.LARGEST);
    }
    return FileCapabilities.read(value, length);
  }

  private void readHead(long place) {
    head.clear(0, LENGTH_OF_HEAD);
    long fd =
        calls.call(
            SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, place, KernelConstants.O_CLOEXEC);
    if (!Syscalls.failed(fd)) {
      calls.plain().call(SyscallNumber.READ, fd, head.address(), LENGTH_OF_HEAD);
      calls.plain().call(SyscallNumber.CLOSE, fd);
    }
  }

  private String nameOf(NotifiedCall call, int fd) {
    if (calls.makesAll()) {
      byte[] path = call.files().pathInside(fd).getBytes(StandardCharsets.ISO_8859_1);
      return new String(path, StandardCharsets.UTF_8);
    }
    int length = calls.readLink(call.files().ownPath(fd), call.scratch());
    return length < 0
        ? "?"
        : new String(call.scratch().getBytes(0, length), StandardCharsets.UTF_8);
  }

  /** The filter knows the calls of 64-bit programs only, and would kill one of another kind. */
  private boolean isFor32Bits() {
    return head.getInt(0) == ELF_MAGIC && head.getByte(ELF_CLASS) == ELF_CLASS_32;
  }

  /** The bits count on executables only, not on scripts. */
  private boolean isScript() {
    return head.getByte(0) == '#' && head.getByte(1) == '!';
  }
}
