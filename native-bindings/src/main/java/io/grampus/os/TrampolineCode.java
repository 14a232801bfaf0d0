package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Machine code that answers frequent calls of an emulated root in the calling process itself.
 *
 * <p>A call site {@code mov eax, NUMBER; syscall} gets a jump in the place of the mov, of the same
 * five bytes, and the jump leads to an entry of this code. The entry makes the call with a marker
 * in a register that is none of the call's arguments, by which the seccomp filter lets it pass, and
 * goes on behind the site; or, where anything is out of the ordinary, it goes to the site's own
 * syscall instruction. That one stays where it is, as threads may be waiting in it.
 *
 * <p>The assembly listing with the reasons stands among this module's test resources; a test
 * assembles it and compares the bytes. x86_64 only.
 */
public final class TrampolineCode {
  private static final String ROUTINES =
      """
      016772616d7075730000000000000000757365722e726f6f746c657373636f6e7461696e65727300803d
      d1ffffff00741b41514c8b0dceffffff0f054159f8c3803db9ffffff00740331c0c3f9c3803dabffffff
      0074f5534150415141525256574531d2eb19803d93ffffff0074dd5341504151415252565741ba000100
      004889f24889febf9cffffffeb3c803d6dffffff0074b785ff78b3534150415141525256574889f2488d
      357affffff41ba00100000eb13803d44ffffff00748e534150415141525256574c8b0d39ffffffb80601
      00000f05483d01f0ffff73738b4218488d5a1c488b0be847010000726b4883ec203dd00100007463488d
      350fffffff4889e241ba0a0000000f054883f8c3742d4883f80a773e4889e64c8d0c06b008e87a000000
      722e4189d0b010e86e00000072224c39ce751d4489038953044883c42031c0f85f5e5a415a415941585b
      c383f8f375ef4883c420f9ebe9488964241048c74424180a0000004c89ca48c1e22049c1e92049c1e120
      89ff4c09cf4181e2000100004c09d24c8d1580feffff4c8d44241041b910000000e96affffff4c39ce0f
      83a3feffff38060f859bfeffff48ffc631d231c94c39ce0f838bfeffff83f91c0f8782feffff0fb60648
      ffc64189c34183e37f41d3e34409da83c107a88075d4c3803d14feffff000f845afeffff534150415141
      525256574c8b0d05feffffb84c0100000f05483d01f0ffff0f833bffffff418b00f7d0a8190f8537ffff
      ff410fb7401c498d58144189d2e9b1feffff2500f000003d00800000740b3d004000000f8501feffff48
      85c90f85f8fdffff41f7c200100000740a4885f6742b803e007426803e2f740c83ff9c7407b8d0010000
      f8c34889f731c041f7c2000100000f95c005bf000000c3b8c1000000f8c3803d65fdffff000f84abfdff
      ff534150415141525256574531d2eb1d803d49fdffff000f848ffdffff5341504151415252565741ba00
      01000089f14189d04889febf9cffffffeb5c803d1dfdffff000f8463fdffff85ff0f885bfdffff534150
      4151415252565789f14189d0488d3520fdffff41ba00100000eb29803deafcffff000f8430fdffff41f7
      c0ffeeffff0f8523fdffff5341504151415252565789d14587d083f9ff0f8419feffff4183f8ff0f840f
      feffff4881ecc0000000898c24a000000044898424a400000089bc24a800000044899424ac0000004889
      b424b00000004889e24c8b0d86fcffffb8060100000f0585c00f85130100008b442418488b4c241ce895
      feffff0f82ff0000003dd00100000f84f400000089c34889bc24b8000000488d354ffcffff488d942490
      00000041ba0a0000000f058984249c00000083f8c3740983f80a0f87be0000008b4424182500f000003d
      00800000752d8bbc24a8000000488bb424b000000083caff4183caff448b8424ac000000b8040100000f
      0585c00f8581000000488bbc24b8000000488d35defbffff4883bc24a000000000752183bc249c000000
      c374098d43060f0585c0755431c04881c4c0000000e9e7fcffff488d942490000000c6020848ffc28b84
      24a0000000e838000000c6021048ffc28b8424a4000000e8260000004989d2488d9424900000004929d2
      4531c08d43fd0f0585c074ac4881c4c0000000e9aafcffff3d80000000720f89c180c980880a48ffc2c1
      e807ebea880248ffc2c3
      """;

  /** What the first eight bytes are while the code is in use. */
  static final long IN_USE = 0x7375_706d_6172_6701L;

  static final byte JUMP = (byte) 0xe9;

  private static final int MARKER = 8;
  private static final int MOST_CALLS = 512;
  private static final byte CALL = (byte) 0xe8;
  private static final byte MOV_EAX = (byte) 0xb8;
  private static final byte JUMP_IF_CARRY = 0x72;
  private static final byte LENGTH_OF_JUMP = 5;

  /** The bytes of {@code lea rsp, [rsp + …]} before the distance in one byte, or in four. */
  private static final int LOWER_STACK = 0x24648d48;

  private static final int RAISE_STACK = 0x24a48d48;

  /** What a function may use below its stack pointer without saying so: System V ABI. */
  private static final int RED_ZONE = 128;

  private static final int FIRST_OF_CHANGES = 0x294;
  private static final int LONGEST_ENTRY = 40;

  /** The routines, the most important ones first, and where they begin. */
  enum Routine {
    NEWFSTATAT(0xb5),
    STAT(0x4e),
    LSTAT(0x66),
    FSTAT(0x8c),
    STATX(0x1e5),
    PASS(0x28),
    ROOT_ID(0x40),
    CHOWN(0x294),
    LCHOWN(0x2b0),
    FCHOWN(0x2dc),
    FCHOWNAT(0x30f);

    private final int offset;

    Routine(int offset) {
      this.offset = offset;
    }

    int offset() {
      return offset;
    }
  }

  /** Which routine answers a call, by number. */
  private static final @Nullable Routine[] BY_NUMBER = byNumber();

  private static final Set<SyscallNumber> ATTRIBUTE_CALLS =
      EnumSet.of(
          SyscallNumber.GETXATTR,
          SyscallNumber.LGETXATTR,
          SyscallNumber.FGETXATTR,
          SyscallNumber.SETXATTR,
          SyscallNumber.LSETXATTR,
          SyscallNumber.FSETXATTR,
          SyscallNumber.REMOVEXATTR,
          SyscallNumber.LREMOVEXATTR,
          SyscallNumber.FREMOVEXATTR);

  private final ByteBuffer code;
  private final boolean changes;

  /**
   * Starts with the routines, as many as there is room for.
   *
   * @param room in bytes
   * @param marker what the filter looks for
   */
  TrampolineCode(int room, long marker) {
    byte[] routines = routines();
    this.changes = room >= 2 * routines.length;
    int length = changes ? routines.length : FIRST_OF_CHANGES;
    this.code = ByteBuffer.allocate(Math.max(room, length)).order(ByteOrder.LITTLE_ENDIAN);
    code.put(routines, 0, length).putLong(MARKER, marker);
  }

  private static @Nullable Routine[] byNumber() {
    @Nullable Routine[] routines = new Routine[MOST_CALLS];
    for (SyscallNumber call : SyscallNumber.values()) {
      Routine routine = routineFor(call);
      if (routine != null) {
        routines[call.on(Architecture.X86_64)] = routine;
      }
    }
    return routines;
  }

  private static @Nullable Routine routineFor(SyscallNumber call) {
    return switch (call) {
      case NEWFSTATAT -> Routine.NEWFSTATAT;
      case STAT -> Routine.STAT;
      case LSTAT -> Routine.LSTAT;
      case FSTAT -> Routine.FSTAT;
      case STATX -> Routine.STATX;
      case CHOWN -> Routine.CHOWN;
      case LCHOWN -> Routine.LCHOWN;
      case FCHOWN -> Routine.FCHOWN;
      case FCHOWNAT -> Routine.FCHOWNAT;
      case GETUID, GETEUID, GETGID, GETEGID -> Routine.ROOT_ID;
      // root is never refused these, and nothing is noted of them
      case RENAME, RENAMEAT, RENAMEAT2, UNLINK, UNLINKAT, RMDIR, LINK, LINKAT -> Routine.PASS;
      case CHMOD, FCHMOD, FCHMODAT -> Routine.PASS;
      case OPEN, OPENAT, ACCESS, FACCESSAT, FACCESSAT2 -> Routine.PASS;
      case CHDIR, READLINK, READLINKAT, TRUNCATE -> Routine.PASS;
      case UTIME, UTIMES, FUTIMESAT, UTIMENSAT -> Routine.PASS;
      default -> null;
    };
  }

  static byte[] routines() {
    return HexFormat.of().parseHex(ROUTINES.replace("\n", ""));
  }

  /** The calls that the code makes, which the filter lets pass when they bear the marker. */
  public static Set<SyscallNumber> calls() {
    Set<SyscallNumber> calls = EnumSet.copyOf(ATTRIBUTE_CALLS);
    for (SyscallNumber call : SyscallNumber.values()) {
      Routine routine = routineFor(call);
      if (routine != null && routine != Routine.ROOT_ID) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** Whether the code answers the call of that number. */
  public static boolean answers(int number) {
    return number >= 0 && number < MOST_CALLS && BY_NUMBER[number] != null;
  }

  /** The routine for a call that the code {@link #answers}. */
  static Routine routine(int number) {
    Routine routine = answers(number) ? BY_NUMBER[number] : null;
    if (routine == null) {
      throw new IllegalArgumentException("no code for call " + number);
    }
    return routine;
  }

  /**
   * Adds the entry for a call site.
   *
   * @param number of a call that the code {@link #answers}
   * @param site where its mov stands, relative to the start of this code
   * @return where the entry begins, 0 where there is no room for it
   */
  int add(int number, int site) {
    Routine routine = routine(number);
    boolean missing = routine.offset >= FIRST_OF_CHANGES && !changes;
    return missing || code.remaining() < LONGEST_ENTRY ? 0 : put(routine, number, site);
  }

  private int put(Routine routine, int number, int site) {
    int start = code.position();
    code.putInt(LOWER_STACK).put((byte) -RED_ZONE);
    if (routine == Routine.PASS) {
      code.put(MOV_EAX).putInt(number);
    }
    code.put(CALL).putInt(routine.offset - code.position() - Integer.BYTES);
    code.putInt(RAISE_STACK).putInt(RED_ZONE);
    code.put(JUMP_IF_CARRY).put(LENGTH_OF_JUMP);
    jump(site + CallSite.LENGTH);
    code.put(MOV_EAX).putInt(number);
    jump(site + CallSite.LENGTH_OF_MOV);
    return start;
  }

  private void jump(int target) {
    code.put(JUMP).putInt(target - code.position() - Integer.BYTES);
  }

  /** The code so far. */
  byte[] toByteArray() {
    return Arrays.copyOf(code.array(), code.position());
  }
}
