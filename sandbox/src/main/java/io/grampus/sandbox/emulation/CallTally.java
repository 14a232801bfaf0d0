package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.SyscallNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How often a sandbox's processes made each of the calls that the emulation is notified of, and how
 * long answering took; and how many of them were changed to make fewer. Safe for several threads.
 */
public final class CallTally {
  private final Line[] byNumber = new Line[CallTable.SIZE];

  private int attempts;
  private int patched;
  private long patching;

  /** What is counted of one call. */
  private static final class Line {
    private final String name;
    private long calls;
    private long nanoseconds;
    private long continued;

    Line(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-14s %8d %9.1f ms %8.2f µs each, %d left to the kernel",
          name,
          calls,
          nanoseconds / 1e6,
          nanoseconds / 1e3 / calls,
          continued);
    }
  }

  /** A tally of nothing, for the calls of that architecture. */
  public CallTally(Architecture architecture) {
    for (SyscallNumber number : SyscallNumber.values()) {
      if (number.existsOn(architecture) && number.on(architecture) < byNumber.length) {
        byNumber[number.on(architecture)] = new Line(number.callName());
      }
    }
  }

  /** Counts one call that has been answered. */
  synchronized void add(int number, long nanoseconds, boolean continued) {
    Line line = byNumber[number];
    line.calls++;
    line.nanoseconds += nanoseconds;
    line.continued += continued ? 1 : 0;
  }

  /** Counts an attempt to change the code of a process that makes many calls. */
  synchronized void addPatch(long nanoseconds, boolean done) {
    attempts++;
    patched += done ? 1 : 0;
    patching += nanoseconds;
  }

  /** A line for each call that was made, the dearest first, and one for all before them. */
  public synchronized List<String> lines() {
    List<Line> made =
        Arrays.stream(byNumber).filter(line -> line != null && line.calls > 0).toList();
    Line all = new Line("notified");
    for (Line line : made) {
      all.calls += line.calls;
      all.nanoseconds += line.nanoseconds;
      all.continued += line.continued;
    }
    List<String> lines = new ArrayList<>();
    if (all.calls > 0) {
      lines.add(all.toString());
    }
    if (attempts > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "patched        %8d %9.1f ms %8.2f µs each, %d could not be",
              patched,
              patching / 1e6,
              patching / 1e3 / attempts,
              attempts - patched));
    }
    made.stream()
        .sorted(Comparator.comparingLong((Line line) -> line.nanoseconds).reversed())
        .forEach(line -> lines.add(line.toString()));
    return lines;
  }
}
