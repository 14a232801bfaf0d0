package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;

/** Words of 64 bits in the memory of a stopped thread, read by the page. Belongs to one thread. */
final class TargetWords {
  private static final int PAGE = 4096;

  private final ProcessMemory memory;
  private final NativeBuffer page = NativeBuffer.allocate(PAGE);
  private final NativeBuffer word = NativeBuffer.allocate(Long.BYTES);
  private int thread;
  private long pageAt = -1;

  TargetWords(ProcessMemory memory) {
    this.memory = memory;
  }

  /** Turns to a thread, whose memory may be another one than when it was read last. */
  void turnTo(int thread) {
    this.thread = thread;
    pageAt = -1;
  }

  /** The word at an aligned address; 0 where there is no memory. */
  long at(long address) {
    long start = address & -PAGE;
    if (pageAt != start) {
      page.clear(0, PAGE);
      memory.read(thread, start, page, 0, PAGE);
      pageAt = start;
    }
    return page.getLong((int) (address - start));
  }

  /** Writes a word, which is not read again. */
  void put(long address, long value) {
    word.putLong(0, value);
    memory.write(thread, address, word, 0, Long.BYTES);
  }
}
