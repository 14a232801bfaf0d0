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
  private final long[] starts = new long[PLACES * MOST_LIBRARIES];
  private final long[] ends = new long[PLACES * MOST_LIBRARIES];

  private static int place(int thread) {
    return thread & (PLACES - 1);
  }

  /** Begins anew with a process that executes another program. */
  void forget(int thread) {
    int place = place(thread);
    threads[place] = thread;
    counts[place] = 0;
    libraries[place] = 0;
  }

  /**
   * Counts a call from that address.
   *
   * @return how many there were, whatever library they came from; 0 where it does not count
   */
  int count(int thread, long address) {
    int place = place(thread);
    if (threads[place] != thread) {
      forget(thread);
    }
    return libraries[place] == MOST_LIBRARIES || isSettled(place, address) ? 0 : ++counts[place];
  }

  private boolean isSettled(int place, long address) {
    int first = place * MOST_LIBRARIES;
    for (int index = first; index < first + libraries[place]; index++) {
      if (address >= starts[index] && address < ends[index]) {
        return true;
      }
    }
    return false;
  }

  /** Counts no more calls that a process makes between those addresses. */
  void settle(int thread, long start, long end) {
    int place = place(thread);
    int index = place * MOST_LIBRARIES + libraries[place]++;
    starts[index] = start;
    ends[index] = end;
  }

  /** Begins anew with a process, but not for ever. */
  void postpone(int thread) {
    settle(thread, 0, 0);
    counts[place(thread)] = 0;
  }
}
