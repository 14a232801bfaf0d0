package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;

/** What the head of a program or library of 64 bits says of its code: elf(5). */
final class ElfHead {
  private static final int MAGIC = 0x464c457f;
  private static final byte CLASS_64 = 2;
  private static final int PROGRAM_HEADERS = 32;
  private static final int SIZE_OF_PROGRAM_HEADER = 54;
  private static final int NUMBER_OF_PROGRAM_HEADERS = 56;
  private static final int EXPECTED_SIZE = 56;
  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;
  private static final int FLAGS = 4;
  private static final int OFFSET = 8;
  private static final int FILE_SIZE = 32;
  private static final int MEMORY_SIZE = 40;
  private static final int PAGE = 4096;

  private ElfHead() {}

  /**
   * Where the code ends in a mapping, in bytes from its start; 0 where that is no code that the
   * head knows.
   *
   * @param head the first page of the file
   * @param mapping where the mapping begins in the file
   */
  static int endOfCode(NativeBuffer head, long mapping) {
    long first = head.getLong(PROGRAM_HEADERS);
    int count = head.getUnsignedShort(NUMBER_OF_PROGRAM_HEADERS);
    boolean known =
        head.getInt(0) == MAGIC
            && head.getByte(4) == CLASS_64
            && head.getUnsignedShort(SIZE_OF_PROGRAM_HEADER) == EXPECTED_SIZE;
    if (!known || first < 0 || first > PAGE) {
      return 0;
    }
    for (int index = 0; index < count; index++) {
      int header = (int) first + index * EXPECTED_SIZE;
      if (header + EXPECTED_SIZE > PAGE) {
        return 0;
      }
      long offset = head.getLong(header + OFFSET);
      boolean code = head.getInt(header) == PT_LOAD && (head.getInt(header + FLAGS) & PF_X) != 0;
      if (code && (offset & -PAGE) == mapping) {
        return endOfSegment(head, header, offset - mapping);
      }
    }
    return 0;
  }

  private static int endOfSegment(NativeBuffer head, int header, long start) {
    long size = head.getLong(header + FILE_SIZE);
    boolean whole = size == head.getLong(header + MEMORY_SIZE) && size > 0 && size < 1L << 30;
    return whole ? (int) (start + size) : 0;
  }
}
