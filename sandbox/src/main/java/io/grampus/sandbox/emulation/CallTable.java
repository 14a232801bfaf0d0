package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.SyscallNumber;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Handlers by the number of the call, as one architecture has it. */
final class CallTable {
  /** Above every number that a call has. */
  static final int SIZE = 512;

  private final @Nullable Handler[] byNumber = new Handler[SIZE];

  /** A table of the handlers of all calls that the architecture has. */
  CallTable(Map<SyscallNumber, Handler> handlers, Architecture architecture) {
    handlers.forEach(
        (call, handler) -> {
          if (call.existsOn(architecture)) {
            byNumber[call.on(architecture)] = handler;
          }
        });
  }

  /** The handler of a call; null where it has none. */
  @Nullable Handler of(int number) {
    return number >= 0 && number < SIZE ? byNumber[number] : null;
  }
}
