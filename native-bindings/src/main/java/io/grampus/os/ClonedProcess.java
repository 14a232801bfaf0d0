package io.grampus.os;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What became of a cloned child by the time it executed a program or exited.
 *
 * @param pid the child's process id in this process's pid namespace; whoever started it must reap
 *     it
 * @param program what it ran
 * @param results the raw result of each entry, {@link #NOT_REACHED} for those left out
 * @param failedEntry index of the entry that ended the program, or -1
 * @param errno the error number that ended it; meaningless when nothing failed
 */
public record ClonedProcess(
    long pid, SyscallProgram program, List<Long> results, int failedEntry, int errno) {
  /** Stands for the result of an entry that was not executed. */
  public static final long NOT_REACHED = Long.MIN_VALUE;

  /** Copies the list. */
  public ClonedProcess {
    results = List.copyOf(results);
  }

  /** Whether an entry that had to succeed failed; the child then has exited with status 127. */
  public boolean failed() {
    return failedEntry >= 0;
  }

  /** The failure as an exception that names call and purpose; only when {@link #failed()}. */
  public ErrnoException failure() {
    SyscallProgram.Entry entry = program.entries().get(failedEntry);
    return new ErrnoException(entry.number().callName(), entry.purpose(), errno);
  }

  /**
   * Descriptors in this process's table that the program opened, would have closed, but did not
   * reach to close.
   */
  List<Long> leftOpen() {
    List<Long> open = new ArrayList<>();
    for (int index = 0; index < failedEntry; index++) {
      SyscallProgram.Entry entry = program.entries().get(index);
      boolean succeeded = results.get(index) >= 0;
      if (entry.number() == SyscallNumber.CLOSE_RANGE && succeeded) {
        return open; // the table is the child's own from there on
      }
      if (closes(entry, open::remove) || !succeeded) {
        continue;
      }
      if (isClosedLater(index)) {
        open.add(results.get(index));
      }
    }
    return open;
  }

  private boolean closes(SyscallProgram.Entry entry, Consumer<Object> closed) {
    boolean closing =
        entry.number() == SyscallNumber.CLOSE
            && entry.arguments().get(0) instanceof SyscallProgram.ResultOf;
    if (closing) {
      SyscallProgram.ResultOf source = (SyscallProgram.ResultOf) entry.arguments().get(0);
      closed.accept(results.get(source.entry()));
    }
    return closing;
  }

  private boolean isClosedLater(int index) {
    return program.entries().stream()
        .anyMatch(
            entry ->
                entry.number() == SyscallNumber.CLOSE
                    && entry.arguments().get(0).equals(new SyscallProgram.ResultOf(index)));
  }
}
