package io.grampus.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a program's code where it calls the kernel: {@code mov eax, NUMBER; syscall}, as the
 * GNU C library for x86_64 has it for most calls. Others load further registers in between. And
 * there is syscall(2), which takes any number and ends in {@code mov r9, [rsp + 8]; syscall}.
 *
 * @param offset where the mov begins
 * @param number of the call, for syscall(2) of the one that counts
 * @param between the bytes between mov and syscall
 * @param any whether this is syscall(2)
 */
record CallSite(int offset, int number, int between, boolean any) {
  /** The bytes of the mov alone. */
  static final int LENGTH_OF_MOV = 5;

  /** What one finds in practice: four moves from register to register. */
  static final int MOST_BETWEEN = 12;

  private static final int LENGTH_OF_MOVE = 3;
  private static final int LENGTH_OF_CONSTANT = 5;
  private static final byte MOV_EAX = (byte) 0xb8;
  private static final byte MOV_EDI = (byte) 0xbf;
  private static final int NUMBER = 1;

  /** What libuv and others make by syscall(2), since C libraries had it late. */
  private static final int STATX = SyscallNumber.STATX.on(Architecture.X86_64);

  /** {@code mov r8, r9; mov r9, [rsp + 8]}. */
  private static final byte[] LAST_ARGUMENTS = {
    0x4d, (byte) 0x89, (byte) 0xc8, 0x4c, (byte) 0x8b, 0x4c, 0x24, 8
  };

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
    return LENGTH_OF_MOV + between;
  }

  /** All places where calls are made that {@link TrampolineCode} answers. */
  static List<CallSite> in(NativeBuffer text, int end) {
    List<CallSite> sites = new ArrayList<>();
    MemorySearch search = new MemorySearch(SYSCALL);
    for (int found = search.next(text, 0, end); found >= 0; ) {
      CallSite site = before(found, text);
      if (site != null) {
        sites.add(site);
      }
      found = search.next(text, found + 1, end);
    }
    return sites;
  }

  /** The site whose syscall stands there, if it is one. */
  private static @Nullable CallSite before(int syscall, NativeBuffer text) {
    int last = syscall - LAST_ARGUMENTS.length;
    if (last >= 0 && text.has(last, LAST_ARGUMENTS)) {
      return new CallSite(syscall - LENGTH_OF_MOV, STATX, 0, true);
    }
    int start = syscall - LENGTH_OF_MOV;
    while (start > 0 && !isLoad(text, start)) {
      int length = lengthOfMove(text, start);
      start -= length;
      if (length == 0 || syscall - start - LENGTH_OF_MOV > MOST_BETWEEN) {
        return null;
      }
    }
    return start > 0
        ? new CallSite(start, text.getInt(start + NUMBER), syscall - start - LENGTH_OF_MOV, false)
        : null;
  }

  /** Whether the number of a call that is answered is loaded there. */
  private static boolean isLoad(NativeBuffer text, int start) {
    return text.getByte(start) == MOV_EAX
        && !goesOn(text.getByte(start - 1))
        && TrampolineCode.answers(text.getInt(start + NUMBER));
  }

  /**
   * The length of what stands in front of the instruction that a load at that place would stand in
   * front of, if it can be copied to another place and leaves rax alone; else 0.
   */
  private static int lengthOfMove(NativeBuffer text, int start) {
    if (text.getByte(start) == MOV_EDI && !goesOn(text.getByte(start - 1))) {
      return LENGTH_OF_CONSTANT;
    }
    return isMove(text, start) ? LENGTH_OF_MOVE : 0;
  }

  /**
   * Whether that is {@code mov r64, r64}, neither from rax, which is loaded by then, nor to it or
   * to rsp.
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
