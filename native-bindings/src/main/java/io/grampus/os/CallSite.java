package io.grampus.os;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a program's code where it calls the kernel: {@code mov eax, NUMBER; syscall}, as the
 * GNU C library for x86_64 has it for most calls. Others have moves from register to register in
 * between, of three bytes each.
 *
 * @param offset where the mov begins
 * @param number of the call
 * @param moves how many there are
 */
record CallSite(int offset, int number, int moves) {
  /** The bytes of the mov alone. */
  static final int LENGTH_OF_MOV = 5;

  static final int LENGTH_OF_MOVE = 3;

  /** What one finds in practice. */
  static final int MOST_MOVES = 4;

  private static final byte MOV_EAX = (byte) 0xb8;
  private static final int NUMBER = 1;
  private static final byte[] SYSCALL = {0x0f, 0x05};
  private static final byte MOV = (byte) 0x89;
  private static final int RAX = 0;
  private static final int RSP = 4;

  /** The bytes of all instructions. */
  int length() {
    return lengthToSyscall() + SYSCALL.length;
  }

  /** The bytes of all but the last one. */
  int lengthToSyscall() {
    return LENGTH_OF_MOV + moves * LENGTH_OF_MOVE;
  }

  /** All places where calls are made that {@link TrampolineCode} answers. */
  static List<CallSite> in(NativeBuffer text, int end) {
    List<CallSite> sites = new ArrayList<>();
    MemorySearch search = new MemorySearch(SYSCALL);
    for (int found = search.next(text, 0, end); found >= 0; ) {
      int moves = 0;
      int start = found - LENGTH_OF_MOV;
      while (start > 0 && !isLoad(text, start) && moves < MOST_MOVES && isMove(text, start)) {
        moves++;
        start -= LENGTH_OF_MOVE;
      }
      if (start > 0 && isLoad(text, start)) {
        sites.add(new CallSite(start, text.getInt(start + NUMBER), moves));
      }
      found = search.next(text, found + 1, end);
    }
    return sites;
  }

  /** Whether the number of a call that is answered is loaded there. */
  private static boolean isLoad(NativeBuffer text, int start) {
    return text.getByte(start) == MOV_EAX
        && !goesOn(text.getByte(start - 1))
        && TrampolineCode.answers(text.getInt(start + NUMBER));
  }

  /**
   * Whether a move stands in front of the instruction that a load at that place would stand in
   * front of: {@code mov r64, r64}, neither from rax, which is loaded by then, nor to it or to rsp.
   */
  private static boolean isMove(NativeBuffer text, int start) {
    int place = start + LENGTH_OF_MOV - LENGTH_OF_MOVE;
    int prefix = text.getByte(place) & 0xff;
    int registers = text.getByte(place + 2) & 0xff;
    int from = (registers >> 3 & 7) + ((prefix & 4) << 1);
    int to = (registers & 7) + ((prefix & 1) << 3);
    boolean move = (prefix & 0xfa) == 0x48 && text.getByte(place + 1) == MOV && registers >= 0xc0;
    return move && from != RAX && to != RAX && to != RSP;
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
