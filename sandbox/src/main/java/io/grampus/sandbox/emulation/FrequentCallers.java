package io.grampus.sandbox.emulation;

/**
 * Counts the calls of processes, each since it executed its program. Where two processes share a
 * place in the table the one that called last has it, so that a count may begin anew, but is never
 * too high. Belongs to one thread; allocates nothing per call.
 */
final class FrequentCallers {
  private static final int PLACES = 1024;
  private static final int MOST_LIBRARIES = 4;

  private final int[] threads = new int[PLACES];
  private final int[] counts = new int[PLACES];
  private final int[] libraries = new int[PLACES];
  private final long[] starts = new long[PLACES];
  private final long[] ends = new long[PLACES];

  private static int place(int thread) {
    return thread & (PLACES - 1);
  }

  /** Begins anew with a process that executes another program. */
  void forget(int thread) {
    int place = place(thread);
    threads[place] = thread;
    counts[place] = 0;
    libraries[place] = 0;
    starts[place] = 0;
    ends[place] = 0;
  }

  /** Counts a call from that address; how many there were, 0 where it does not count. */
  int count(int thread, long address) {
    int place = place(thread);
    if (threads[place] != thread) {
      forget(thread);
    }
    boolean settled = address >= starts[place] && address < ends[place];
    return settled || libraries[place] == MOST_LIBRARIES ? 0 : ++counts[place];
  }

  /** Counts no more calls that a process makes between those addresses, and the others anew. */
  void settle(int thread, long start, long end) {
    int place = place(thread);
    counts[place] = 0;
    libraries[place]++;
    starts[place] = start;
    ends[place] = end;
  }
}
