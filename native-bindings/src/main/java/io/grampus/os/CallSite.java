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
  private static final byte SYSCALL_1 = 0x0f;
  private static final byte SYSCALL_2 = 0x05;

  /** All places where calls are made that {@link TrampolineCode} answers. */
  static List<CallSite> in(byte[] text, int length) {
    List<CallSite> sites = new ArrayList<>();
    for (int end = LENGTH; end <= length; end++) {
      if (text[end - 1] == SYSCALL_2
          && text[end - 2] == SYSCALL_1
          && text[end - LENGTH] == MOV_EAX) {
        int start = end - LENGTH;
        int number = number(text, start + 1);
        boolean begins = start == 0 || !goesOn(text[start - 1] & 0xff);
        if (begins && TrampolineCode.routine(number) != null) {
          sites.add(new CallSite(start, number));
        }
      }
    }
    return sites;
  }

  /**
   * Whether an instruction that loads a register with another value may have that byte before the
   * one that means mov eax: a prefix that makes it r8d; an opcode, or the byte behind it, that
   * makes it an address of four bytes more. A call site behind such a byte is passed over.
   */
  private static boolean goesOn(int before) {
    boolean prefix = (before & 0xf0) == 0x40;
    boolean index = (before & 0xc7) == 0x84;
    return switch (before) {
      case 0x0f, 0x63, 0x89, 0x8b, 0x8d, 0xb6, 0xb7, 0xbe, 0xbf -> true;
      default -> prefix || index;
    };
  }

  private static int number(byte[] text, int offset) {
    return text[offset] & 0xff
        | (text[offset + 1] & 0xff) << 8
        | (text[offset + 2] & 0xff) << 16
        | text[offset + 3] << 24;
  }
}
