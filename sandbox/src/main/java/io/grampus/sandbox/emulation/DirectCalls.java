package io.grampus.sandbox.emulation;

import static io.grampus.os.KernelConstants.AT_REMOVEDIR;
import static io.grampus.os.KernelConstants.AT_SYMLINK_NOFOLLOW;
import static io.grampus.sandbox.emulation.PathCalls.HERE;

import io.grampus.os.SyscallNumber;
import java.util.EnumMap;
import java.util.Map;

/**
 * The calls that the emulation makes itself where the kernel does not know the sandbox's root: what
 * a {@link Handler} lets pass comes here. Belongs to one thread.
 */
final class DirectCalls {
  private final Map<SyscallNumber, Handler> calls = new EnumMap<>(SyscallNumber.class);
  private final CallTable table;

  DirectCalls(RootCalls root, FileInspector inspector, OpenHandler opens) {
    PathCalls files = new PathCalls(root, inspector);
    status(files);
    modes(files);
    owners(files);
    attributes(files);
    entries(new EntryCalls(root, inspector));
    opens(opens);
    this.table = new CallTable(calls, root.plain().architecture());
  }

  private void status(PathCalls files) {
    calls.put(SyscallNumber.STAT, call -> files.findOnly(call, HERE, call.argument(0), 0));
    calls.put(
        SyscallNumber.LSTAT,
        call -> files.findOnly(call, HERE, call.argument(0), AT_SYMLINK_NOFOLLOW));
    calls.put(
        SyscallNumber.NEWFSTATAT,
        call -> files.findOnly(call, call.intArgument(0), call.argument(1), call.intArgument(3)));
    calls.put(SyscallNumber.STATX, files::findExtended);
    calls.put(SyscallNumber.ACCESS, call -> files.access(call, HERE, 0, 0));
    calls.put(SyscallNumber.FACCESSAT, call -> files.access(call, call.intArgument(0), 1, 0));
    calls.put(
        SyscallNumber.FACCESSAT2,
        call -> files.access(call, call.intArgument(0), 1, call.intArgument(3)));
    calls.put(SyscallNumber.READLINK, call -> files.readLink(call, HERE, 0));
    calls.put(SyscallNumber.READLINKAT, call -> files.readLink(call, call.intArgument(0), 1));
    calls.put(SyscallNumber.STATFS, files::statFileSystem);
    calls.put(SyscallNumber.GETCWD, files::workingDirectory);
    calls.put(SyscallNumber.INOTIFY_ADD_WATCH, files::watch);
    calls.put(SyscallNumber.CONNECT, files::connect);
    calls.put(SyscallNumber.CHROOT, files::refuseRoot);
  }

  private void modes(PathCalls files) {
    calls.put(SyscallNumber.CHMOD, call -> files.changeMode(call, HERE, 0, 0));
    calls.put(SyscallNumber.FCHMODAT, call -> files.changeMode(call, call.intArgument(0), 1, 0));
    calls.put(
        SyscallNumber.FCHMODAT2,
        call -> files.changeMode(call, call.intArgument(0), 1, call.intArgument(3)));
    calls.put(SyscallNumber.UTIME, files::setSeconds);
    calls.put(SyscallNumber.UTIMES, call -> files.setMicroseconds(call, HERE, 0));
    calls.put(SyscallNumber.FUTIMESAT, call -> files.setMicroseconds(call, call.intArgument(0), 1));
    calls.put(SyscallNumber.UTIMENSAT, files::setNanoseconds);
    calls.put(SyscallNumber.TRUNCATE, files::truncate);
  }

  private void owners(PathCalls files) {
    calls.put(SyscallNumber.CHOWN, call -> files.refuseOwner(call, HERE, call.argument(0), 0));
    calls.put(
        SyscallNumber.LCHOWN,
        call -> files.refuseOwner(call, HERE, call.argument(0), AT_SYMLINK_NOFOLLOW));
    calls.put(
        SyscallNumber.FCHOWNAT,
        call ->
            files.refuseOwner(call, call.intArgument(0), call.argument(1), call.intArgument(4)));
  }

  private void attributes(PathCalls files) {
    calls.put(SyscallNumber.GETXATTR, call -> files.getAttribute(call, true));
    calls.put(SyscallNumber.LGETXATTR, call -> files.getAttribute(call, false));
    calls.put(SyscallNumber.SETXATTR, call -> files.setAttribute(call, true));
    calls.put(SyscallNumber.LSETXATTR, call -> files.setAttribute(call, false));
    calls.put(SyscallNumber.REMOVEXATTR, call -> files.removeAttribute(call, true));
    calls.put(SyscallNumber.LREMOVEXATTR, call -> files.removeAttribute(call, false));
    calls.put(SyscallNumber.LISTXATTR, call -> files.listAttributes(call, true));
    calls.put(SyscallNumber.LLISTXATTR, call -> files.listAttributes(call, false));
  }

  private void entries(EntryCalls entries) {
    calls.put(SyscallNumber.UNLINK, call -> entries.remove(call, HERE, call.argument(0), 0));
    calls.put(
        SyscallNumber.RMDIR, call -> entries.remove(call, HERE, call.argument(0), AT_REMOVEDIR));
    calls.put(
        SyscallNumber.UNLINKAT,
        call -> entries.remove(call, call.intArgument(0), call.argument(1), call.intArgument(2)));
    calls.put(
        SyscallNumber.RENAME,
        call -> entries.rename(call, HERE, call.argument(0), HERE, call.argument(1), 0));
    calls.put(SyscallNumber.RENAMEAT, call -> renameAt(entries, call, 0));
    calls.put(SyscallNumber.RENAMEAT2, call -> renameAt(entries, call, call.intArgument(4)));
    calls.put(
        SyscallNumber.LINK,
        call -> entries.link(call, HERE, call.argument(0), HERE, call.argument(1), 0));
    calls.put(
        SyscallNumber.LINKAT,
        call ->
            entries.link(
                call,
                call.intArgument(0),
                call.argument(1),
                call.intArgument(2),
                call.argument(3),
                call.intArgument(4)));
    calls.put(
        SyscallNumber.MKDIR, call -> entries.refuseCreation(call, HERE, call.argument(0), true));
    calls.put(
        SyscallNumber.MKDIRAT,
        call -> entries.refuseCreation(call, call.intArgument(0), call.argument(1), true));
    calls.put(
        SyscallNumber.MKNOD, call -> entries.refuseCreation(call, HERE, call.argument(0), false));
    calls.put(
        SyscallNumber.MKNODAT,
        call -> entries.refuseCreation(call, call.intArgument(0), call.argument(1), false));
    calls.put(SyscallNumber.SYMLINK, call -> entries.refuseLink(call, HERE, call.argument(1)));
    calls.put(
        SyscallNumber.SYMLINKAT,
        call -> entries.refuseLink(call, call.intArgument(1), call.argument(2)));
    calls.put(SyscallNumber.BIND, entries::refuseSocket);
  }

  private static long renameAt(EntryCalls entries, NotifiedCall call, int flags) {
    return entries.rename(
        call, call.intArgument(0), call.argument(1), call.intArgument(2), call.argument(3), flags);
  }

  private void opens(OpenHandler opens) {
    calls.put(SyscallNumber.CREAT, opens::createExisting);
    calls.put(SyscallNumber.OPEN, call -> opens.openExisting(call, HERE, 0));
    calls.put(SyscallNumber.OPENAT2, opens::openHowExisting);
    calls.put(SyscallNumber.OPENAT, call -> opens.openExisting(call, call.intArgument(0), 1));
  }

  /** Makes the call; {@link Handler#CONTINUE} where it is about no path. */
  long make(int number, NotifiedCall call) {
    Handler handler = table.of(number);
    return handler == null ? Handler.CONTINUE : handler.handle(call);
  }
}
