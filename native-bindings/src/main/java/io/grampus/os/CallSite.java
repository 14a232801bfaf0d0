package io.grampus.os;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a program's code where it calls the kernel: {@code mov eax, NUMBER; syscall}, as C
 * libraries for x86_64 have it for most calls.
 *
 * @param offset where the mov begins
 * @param number of the call
 */
record CallSite(int offset, int number) {
  /** The bytes of the mov alone. */
  static final int LENGTH_OF_MOV = 5;

  /** The bytes of both instructions. */
  static final int LENGTH = 7;

  private static final byte MOV_EAX = (byte) 0xb8;
  private static final int NUMBER = 1;

  /** The upper half of the number, and the syscall instruction. */
  private static final byte[] END = {0, 0, 0x0f, 0x05};

  /** All places where calls are made that {@link TrampolineCode} answers. */
  static List<CallSite> in(NativeBuffer text, int end) {
    List<CallSite> sites = new ArrayList<>();
    MemorySearch search = new MemorySearch(END);
    int found = search.next(text, 0, end);
    while (found >= 0) {
      int start = found + END.length - LENGTH;
      if (start > 0 && text.getByte(start) == MOV_EAX && !goesOn(text.getByte(start - 1))) {
        int number = text.getInt(start + NUMBER);
        if (TrampolineCode.answers(number)) {
          sites.add(new CallSite(start, number));
        }
      }
      found = search.next(text, found + 1, end);
    }
    return sites;
  }

  /**
   * Whether an instruction that loads another register may have that byte before the one that means
   * mov eax: a prefix that makes it r8d; an opcode, or the byte behind one, that makes it an
   * address of four bytes more. A call site behind such a byte is passed over.
   */
  private static boolean goesOn(byte before) {
    int value = before & 0xff;
    boolean prefix = (value & 0xf0) == 0x40;
    boolean index = (value & 0xc7) == 0x84;
    return switch (value) {
      case 0x0f, 0x63, 0x89, 0x8b, 0x8d, 0xb6, 0xb7, 0xbe, 0xbf -> true;
      default -> prefix || index;
    };
  }
}
