package io.grampus.os;

import java.util.List;

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
}
