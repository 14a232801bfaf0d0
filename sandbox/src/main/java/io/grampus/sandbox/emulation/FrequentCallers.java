package io.grampus.sandbox.emulation;

/**
 * Counts the calls of processes, each since it executed its program, from one region of memory.
 * Where two processes share a place in the table the one that called last has it, so that a count
 * may begin anew, but is never too high. Belongs to one thread; allocates nothing per call.
 */
final class FrequentCallers {
  private static final int PLACES = 1024;
  private static final long REGION = 1 << 21;
  private static final int ENOUGH = Integer.MAX_VALUE;

  private final int[] threads = new int[PLACES];
  private final int[] counts = new int[PLACES];
  private final long[] last = new long[PLACES];

  private static int place(int thread) {
    return thread & (PLACES - 1);
  }

  /** Forgets a process that executes another program. */
  void forget(int thread) {
    int place = place(thread);
    if (threads[place] == thread) {
      counts[place] = 0;
    }
  }

  /** Counts a call from that address; how many it were from about there, 0 where none counts. */
  int count(int thread, long address) {
    int place = place(thread);
    if (threads[place] != thread) {
      threads[place] = thread;
      counts[place] = 0;
    }
    if (counts[place] == ENOUGH) {
      return 0;
    }
    if (Math.abs(address - last[place]) > REGION) {
      counts[place] = 0;
    }
    last[place] = address;
    return ++counts[place];
  }

  /** Counts no more calls of that process. */
  void dismiss(int thread) {
    counts[place(thread)] = ENOUGH;
  }
}
