package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.IdentityHandler.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Which handler answers which call; one table a supervisor thread, as handlers own memory. */
final class HandlerTable {
  private static final int ABOVE_EVERY_NUMBER = 512;

  private final Map<SyscallNumber, Handler> handlers = new EnumMap<>(SyscallNumber.class);
  private final Handler[] byNumber = new Handler[ABOVE_EVERY_NUMBER];

  HandlerTable(Syscalls syscalls, IdMap idMap, RootView root) {
    stat(new StatHandler(syscalls, idMap));
    chown(new ChownHandler(syscalls, idMap));
    identityQueries();
    identityChanges();
    handlers.put(SyscallNumber.GETRLIMIT, LimitHandler::get);
    handlers.put(SyscallNumber.SETRLIMIT, call -> 0);
    handlers.put(SyscallNumber.PRLIMIT64, LimitHandler::getAndSet);
    handlers.put(
        SyscallNumber.CHROOT,
        call -> {
          root.rootChanges();
          return Handler.CONTINUE;
        });
    Architecture architecture = syscalls.architecture();
    handlers.forEach(
        (number, handler) -> {
          if (number.existsOn(architecture)) {
            byNumber[number.on(architecture)] = handler;
          }
        });
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

  /** Answers the call in hand. */
  long handle(int number, NotifiedCall call) {
    Handler handler = number >= 0 && number < ABOVE_EVERY_NUMBER ? byNumber[number] : null;
    return handler == null ? Handler.CONTINUE : handler.handle(call);
  }
}
