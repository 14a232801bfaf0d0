package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.Credentials.UserIds;

/**
 * execve and execveat: changes the ids as the setuid and setgid bits of the file say, and makes the
 * saved ids follow: execve(2). The kernel executes the file.
 */
final class ExecuteHandler {
  private static final int ANY_EXECUTE = 0111;
  private static final int GROUP_EXECUTE = 0010;
  private static final int LENGTH_OF_HEAD = 5;
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int ELF_CLASS = 4;
  private static final int ELF_CLASS_32 = 1;

  private final RootCalls calls;
  private final FileInspector inspector;
  private final KnownPrograms known = new KnownPrograms();
  private final NativeBuffer head = NativeBuffer.allocate(LENGTH_OF_HEAD);

  ExecuteHandler(RootCalls calls, FileInspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  /** execve(path, …) and execveat(directory, path, …). */
  long execute(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    if ((flags & KernelConstants.AT_EMPTY_PATH) != 0) {
      return Handler.CONTINUE;
    }
    long path = call.argument(pathArgument);
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result = call.files().isOutside() ? executeElsewhere(call, who) : execute(call, who, fd);
    call.files().close(fd);
    return result;
  }

  /** What executes the file for proot is not the file: only the saved ids follow. */
  private static long executeElsewhere(NotifiedCall call, Credentials who) {
    return change(call, who, after(who, who.user().effective(), who.group().effective()));
  }

  private static long change(NotifiedCall call, Credentials who, Credentials changed) {
    return changed.equals(who) || call.setCredentials(changed) == 0
        ? Handler.CONTINUE
        : -Errno.EPERM;
  }

  private long execute(NotifiedCall call, Credentials who, int fd) {
    inspector.lookAt(fd);
    int mode = inspector.mode();
    if (!inspector.is(KernelConstants.S_IFREG) || (mode & ANY_EXECUTE) == 0) {
      return Handler.CONTINUE; // the kernel refuses it
    }
    boolean forAll = (mode & ANY_EXECUTE) == ANY_EXECUTE;
    boolean setsIds = (mode & (KernelConstants.S_ISUID | KernelConstants.S_ISGID)) != 0;
    if (setsIds || (who.user().fileSystem() != 0 && !forAll)) {
      inspector.findOwner(fd);
      if (!inspector.allows(who, AccessRules.SEARCH)) {
        return -Errno.EACCES;
      }
    }
    if (setsIds || !known.has(inspector)) {
      readHead(call.files().ownPath(fd));
      if (isFor32Bits()) {
        return -Errno.ENOEXEC;
      }
      known.add(inspector);
    }
    return change(call, who, after(who, mode, setsIds && !isScript()));
  }

  private Credentials after(Credentials who, int mode, boolean setsIds) {
    int user = who.user().effective();
    int group = who.group().effective();
    if (setsIds && (mode & KernelConstants.S_ISUID) != 0) {
      user = inspector.uid();
    }
    boolean setsGroup = (mode & KernelConstants.S_ISGID) != 0 && (mode & GROUP_EXECUTE) != 0;
    if (setsIds && setsGroup) {
      group = inspector.gid();
    }
    return after(who, user, group);
  }

  private static Credentials after(Credentials who, int user, int group) {
    return new Credentials(
        new UserIds(who.user().real(), user, user, user),
        new UserIds(who.group().real(), group, group, group),
        who.supplementary());
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

  /** The filter knows the calls of 64-bit programs only, and would kill one of another kind. */
  private boolean isFor32Bits() {
    return head.getInt(0) == ELF_MAGIC && head.getByte(ELF_CLASS) == ELF_CLASS_32;
  }

  /** The bits count on executables only, not on scripts. */
  private boolean isScript() {
    return head.getByte(0) == '#' && head.getByte(1) == '!';
  }
}
