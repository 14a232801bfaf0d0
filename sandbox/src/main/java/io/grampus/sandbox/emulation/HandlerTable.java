package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.IdentityHandler.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which handler answers which call; one table a supervisor thread, as handlers own memory. */
final class HandlerTable {
  private static final int WORKING_DIRECTORY = (int) KernelConstants.AT_FDCWD;

  private final Map<SyscallNumber, Handler> handlers = new EnumMap<>(SyscallNumber.class);
  private final @Nullable CallTally tally;
  private final @Nullable DirectCalls direct;
  private final CallTable table;

  HandlerTable(
      HandlerParts parts, ForeignPrograms foreign, PipeOpens pipes, @Nullable CallTally tally) {
    this.tally = tally;
    RootCalls calls = parts.calls();
    OwnerNotes owners = parts.owners();
    FileInspector inspector = parts.inspector();
    KeptAttributes kept = parts.kept();
    Syscalls syscalls = calls.plain();
    stat(new StatHandler(syscalls, owners));
    chown(new ChownHandler(syscalls, owners));
    listXattr(new ListXattrHandler(syscalls));
    xattr(new XattrHandler(inspector, kept, !calls.hasPlainRoot()));
    TargetUmask umask = new TargetUmask(calls);
    Creation creation = new Creation(calls, owners, inspector, umask, kept);
    AccessHandler access = new AccessHandler(calls, inspector);
    nodes(new NodeHandler(creation));
    handlers.put(SyscallNumber.BIND, new BindHandler(creation)::bind);
    access(access);
    EntryRights entries = new EntryRights(creation);
    entries(
        new EntryHandler(calls, inspector, entries), new RenameHandler(calls, inspector, entries));
    execute(new ExecuteHandler(calls, inspector, kept, foreign));
    SandboxProcesses processes = new SandboxProcesses(syscalls, parts.root(), parts.credentials());
    OpenHandler opens = new OpenHandler(creation, access, pipes);
    open(opens, processes);
    this.direct = calls.makesAll() ? new DirectCalls(calls, inspector, opens) : null;
    capabilities(new CapabilityHandler(processes, !calls.hasPlainRoot()));
    signals(new SignalHandler(processes));
    numbered(new NumberedProcessHandler(processes));
    identityQueries();
    identityChanges();
    handlers.put(SyscallNumber.GETRLIMIT, LimitHandler::get);
    handlers.put(SyscallNumber.SETRLIMIT, call -> 0);
    handlers.put(
        SyscallNumber.CHROOT,
        call -> {
          long refusal = access.changeRoot(call);
          if (refusal == Handler.CONTINUE && !calls.makesAll()) {
            parts.root().rootChanges();
          }
          return refusal;
        });
    this.table = new CallTable(handlers, syscalls.architecture());
  }

  private void stat(StatHandler handler) {
    handlers.put(SyscallNumber.STAT, call -> handler.byPath(call, true));
    handlers.put(SyscallNumber.LSTAT, call -> handler.byPath(call, false));
    handlers.put(SyscallNumber.FSTAT, handler::byDescriptor);
    handlers.put(SyscallNumber.NEWFSTATAT, handler::at);
    handlers.put(SyscallNumber.STATX, handler::extended);
  }

  private void chown(ChownHandler handler) {
    handlers.put(SyscallNumber.CHOWN, call -> handler.byPath(call, true));
    handlers.put(SyscallNumber.LCHOWN, call -> handler.byPath(call, false));
    handlers.put(SyscallNumber.FCHOWN, handler::byDescriptor);
    handlers.put(SyscallNumber.FCHOWNAT, handler::at);
  }

  private void listXattr(ListXattrHandler handler) {
    handlers.put(SyscallNumber.LISTXATTR, call -> handler.byPath(call, true));
    handlers.put(SyscallNumber.LLISTXATTR, call -> handler.byPath(call, false));
    handlers.put(SyscallNumber.FLISTXATTR, handler::byDescriptor);
  }

  private void xattr(XattrHandler handler) {
    handlers.put(SyscallNumber.GETXATTR, call -> handler.getByPath(call, true));
    handlers.put(SyscallNumber.LGETXATTR, call -> handler.getByPath(call, false));
    handlers.put(SyscallNumber.FGETXATTR, handler::getByDescriptor);
    handlers.put(SyscallNumber.SETXATTR, call -> handler.setByPath(call, true));
    handlers.put(SyscallNumber.LSETXATTR, call -> handler.setByPath(call, false));
    handlers.put(SyscallNumber.FSETXATTR, handler::setByDescriptor);
    handlers.put(SyscallNumber.REMOVEXATTR, call -> handler.removeByPath(call, true));
    handlers.put(SyscallNumber.LREMOVEXATTR, call -> handler.removeByPath(call, false));
    handlers.put(SyscallNumber.FREMOVEXATTR, handler::removeByDescriptor);
  }

  private void open(OpenHandler handler, SandboxProcesses processes) {
    handlers.put(SyscallNumber.CREAT, handler::create);
    handlers.put(
        SyscallNumber.OPEN, call -> openVisible(call, handler, processes, WORKING_DIRECTORY, 0));
    handlers.put(
        SyscallNumber.OPENAT,
        call -> openVisible(call, handler, processes, call.intArgument(0), 1));
    handlers.put(SyscallNumber.OPENAT2, handler::openHow);
  }

  private static long openVisible(
      NotifiedCall call,
      OpenHandler handler,
      SandboxProcesses processes,
      int directory,
      int firstArgument) {
    call.files().forgetPath();
    long answer = handler.open(call, directory, firstArgument);
    boolean hidden = answer == Handler.CONTINUE && processes.hides(call, directory, firstArgument);
    return hidden ? -Errno.ENOENT : answer;
  }

  private void nodes(NodeHandler handler) {
    handlers.put(SyscallNumber.MKDIR, call -> handler.makeDirectory(call, WORKING_DIRECTORY, 0));
    handlers.put(
        SyscallNumber.MKDIRAT, call -> handler.makeDirectory(call, call.intArgument(0), 1));
    handlers.put(SyscallNumber.MKNOD, call -> handler.makeNode(call, WORKING_DIRECTORY, 0));
    handlers.put(SyscallNumber.MKNODAT, call -> handler.makeNode(call, call.intArgument(0), 1));
    handlers.put(SyscallNumber.SYMLINK, call -> handler.makeLink(call, WORKING_DIRECTORY, 1));
    handlers.put(SyscallNumber.SYMLINKAT, call -> handler.makeLink(call, call.intArgument(1), 2));
  }

  private void access(AccessHandler handler) {
    handlers.put(SyscallNumber.CHMOD, call -> handler.changeMode(call, WORKING_DIRECTORY, 0, 0));
    handlers.put(SyscallNumber.FCHMOD, handler::changeModeOfDescriptor);
    handlers.put(
        SyscallNumber.FCHMODAT, call -> handler.changeMode(call, call.intArgument(0), 1, 0));
    handlers.put(
        SyscallNumber.FCHMODAT2,
        call -> handler.changeMode(call, call.intArgument(0), 1, call.intArgument(3)));
    handlers.put(SyscallNumber.ACCESS, call -> handler.access(call, WORKING_DIRECTORY, 0, 0));
    handlers.put(SyscallNumber.FACCESSAT, call -> handler.access(call, call.intArgument(0), 1, 0));
    handlers.put(
        SyscallNumber.FACCESSAT2,
        call -> handler.access(call, call.intArgument(0), 1, call.intArgument(3)));
    handlers.put(SyscallNumber.UTIME, call -> handler.setTimes(call, WORKING_DIRECTORY, 0));
    handlers.put(SyscallNumber.UTIMES, call -> handler.setTimes(call, WORKING_DIRECTORY, 0));
    handlers.put(SyscallNumber.FUTIMESAT, call -> handler.setTimes(call, call.intArgument(0), 1));
    handlers.put(SyscallNumber.UTIMENSAT, handler::setTimesAt);
    handlers.put(SyscallNumber.CHDIR, handler::enter);
    handlers.put(SyscallNumber.TRUNCATE, handler::write);
    handlers.put(
        SyscallNumber.READLINK,
        call -> handler.reach(call, WORKING_DIRECTORY, call.argument(0), false));
    handlers.put(
        SyscallNumber.READLINKAT,
        call -> handler.reach(call, call.intArgument(0), call.argument(1), false));
  }

  private void entries(EntryHandler handler, RenameHandler renames) {
    handlers.put(SyscallNumber.UNLINK, call -> handler.remove(call, WORKING_DIRECTORY, 0, 0));
    handlers.put(
        SyscallNumber.RMDIR,
        call -> handler.remove(call, WORKING_DIRECTORY, 0, KernelConstants.AT_REMOVEDIR));
    handlers.put(
        SyscallNumber.UNLINKAT,
        call -> handler.remove(call, call.intArgument(0), 1, call.intArgument(2)));
    handlers.put(
        SyscallNumber.RENAME,
        call -> renames.rename(call, WORKING_DIRECTORY, 0, WORKING_DIRECTORY, 1, 0));
    handlers.put(
        SyscallNumber.RENAMEAT,
        call -> renames.rename(call, call.intArgument(0), 1, call.intArgument(2), 3, 0));
    handlers.put(
        SyscallNumber.RENAMEAT2,
        call ->
            renames.rename(
                call, call.intArgument(0), 1, call.intArgument(2), 3, call.intArgument(4)));
    handlers.put(
        SyscallNumber.LINK,
        call -> handler.link(call, WORKING_DIRECTORY, 0, WORKING_DIRECTORY, 1, 0));
    handlers.put(
        SyscallNumber.LINKAT,
        call ->
            handler.link(
                call, call.intArgument(0), 1, call.intArgument(2), 3, call.intArgument(4)));
  }

  private void execute(ExecuteHandler handler) {
    handlers.put(SyscallNumber.EXECVE, call -> handler.execute(call, WORKING_DIRECTORY, 0, 0));
    handlers.put(
        SyscallNumber.EXECVEAT,
        call -> handler.execute(call, call.intArgument(0), 1, call.intArgument(4)));
  }

  private void capabilities(CapabilityHandler handler) {
    handlers.put(SyscallNumber.PRCTL, handler::control);
    handlers.put(SyscallNumber.CAPGET, handler::get);
    handlers.put(SyscallNumber.CAPSET, handler::set);
  }

  private void signals(SignalHandler handler) {
    handlers.put(SyscallNumber.KILL, handler::kill);
    handlers.put(SyscallNumber.TKILL, call -> handler.toProcess(call, 0, 1));
    handlers.put(SyscallNumber.TGKILL, handler::toThread);
    handlers.put(SyscallNumber.RT_SIGQUEUEINFO, call -> handler.toProcess(call, 0, 1));
    handlers.put(SyscallNumber.RT_TGSIGQUEUEINFO, handler::toThread);
    handlers.put(SyscallNumber.PIDFD_SEND_SIGNAL, handler::toDescriptor);
  }

  private void numbered(NumberedProcessHandler handler) {
    handlers.put(SyscallNumber.PRLIMIT64, handler::limit);
    handlers.put(SyscallNumber.PIDFD_OPEN, handler::first);
    handlers.put(SyscallNumber.PROCESS_VM_READV, handler::first);
    handlers.put(SyscallNumber.PROCESS_VM_WRITEV, handler::first);
    handlers.put(SyscallNumber.SCHED_SETAFFINITY, handler::first);
    handlers.put(SyscallNumber.SCHED_SETATTR, handler::first);
    handlers.put(SyscallNumber.SCHED_SETPARAM, handler::first);
    handlers.put(SyscallNumber.SCHED_SETSCHEDULER, handler::first);
    handlers.put(SyscallNumber.SETPRIORITY, call -> handler.ofKind(call, 0));
    handlers.put(SyscallNumber.IOPRIO_SET, call -> handler.ofKind(call, 1));
    handlers.put(SyscallNumber.FCNTL, handler::receiver);
  }

  private void identityQueries() {
    handlers.put(
        SyscallNumber.GETUID,
        call -> IdentityHandler.result(IdentityHandler.ids(call, Kind.USER).real()));
    handlers.put(
        SyscallNumber.GETEUID,
        call -> IdentityHandler.result(IdentityHandler.ids(call, Kind.USER).effective()));
    handlers.put(
        SyscallNumber.GETGID,
        call -> IdentityHandler.result(IdentityHandler.ids(call, Kind.GROUP).real()));
    handlers.put(
        SyscallNumber.GETEGID,
        call -> IdentityHandler.result(IdentityHandler.ids(call, Kind.GROUP).effective()));
    handlers.put(SyscallNumber.GETRESUID, call -> IdentityHandler.getAll(call, Kind.USER));
    handlers.put(SyscallNumber.GETRESGID, call -> IdentityHandler.getAll(call, Kind.GROUP));
    handlers.put(SyscallNumber.GETGROUPS, IdentityHandler::getGroups);
  }

  private void identityChanges() {
    handlers.put(SyscallNumber.SETUID, call -> IdentityHandler.set(call, Kind.USER));
    handlers.put(SyscallNumber.SETGID, call -> IdentityHandler.set(call, Kind.GROUP));
    handlers.put(
        SyscallNumber.SETREUID, call -> IdentityHandler.setRealAndEffective(call, Kind.USER));
    handlers.put(
        SyscallNumber.SETREGID, call -> IdentityHandler.setRealAndEffective(call, Kind.GROUP));
    handlers.put(SyscallNumber.SETRESUID, call -> IdentityHandler.setAll(call, Kind.USER));
    handlers.put(SyscallNumber.SETRESGID, call -> IdentityHandler.setAll(call, Kind.GROUP));
    handlers.put(SyscallNumber.SETFSUID, call -> IdentityHandler.setFileSystem(call, Kind.USER));
    handlers.put(SyscallNumber.SETFSGID, call -> IdentityHandler.setFileSystem(call, Kind.GROUP));
    handlers.put(SyscallNumber.SETGROUPS, IdentityHandler::setGroups);
  }

  /** The calls that have a handler. */
  Set<SyscallNumber> handled() {
    return handlers.keySet();
  }

  /** Why a user is refused the call in hand, which its process will make itself. */
  long refusal(int number, NotifiedCall call) {
    Handler handler = table.of(number);
    return handler == null ? Handler.CONTINUE : handler.handle(call);
  }

  /** Answers the call in hand. */
  long handle(int number, NotifiedCall call) {
    Handler handler = table.of(number);
    if (handler == null) {
      return direct == null ? Handler.CONTINUE : direct.make(number, call);
    }
    return tally == null ? answer(number, handler, call) : handle(number, handler, call, tally);
  }

  private long answer(int number, Handler handler, NotifiedCall call) {
    long answer = handler.handle(call);
    return answer == Handler.CONTINUE && direct != null ? direct.make(number, call) : answer;
  }

  private long handle(int number, Handler handler, NotifiedCall call, CallTally tally) {
    long start = System.nanoTime();
    long answer = answer(number, handler, call);
    tally.add(number, System.nanoTime() - start, answer == Handler.CONTINUE);
    return answer;
  }
}
