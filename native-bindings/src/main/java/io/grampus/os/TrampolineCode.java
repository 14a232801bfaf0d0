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
      00000f05483d01f0ffff73738b4218488d5a1c488b0be84d010000726b4883ec203dd00100007463488d
      350fffffff4889e241ba0a0000000f054883f8c3742d4883f80a773e4889e64c8d0c06b008e87a000000
      722e4189d0b010e86e00000072224c39ce751d4489038953044883c42031c0f85f5e5a415a415941585b
      c383f8f375ef4883c420f9ebe9488964241048c74424180a0000004c89ca48c1e22049c1e92049c1e120
      89ff4c09cf4181e2000100004c09d24c8d1580feffff4c8d44241041b910000000e96affffff4c39ce0f
      83a3feffff38060f859bfeffff48ffc631d231c94c39ce0f838bfeffff83f91c0f8782feffff0fb60648
      ffc64189c34183e37f41d3e34409da83c107a88075d4ffc27402ffcac3803d0efeffff000f8454feffff
      534150415141525256574c8b0dfffdffffb84c0100000f05483d01f0ffff0f8335ffffff418b00f7d0a8
      190f8531ffffff410fb7401c498d58144189d2e9abfeffff2500f000003d00800000740b3d004000000f
      85fbfdffff4885c90f85f2fdffff41f7c200100000740a4885f6742b803e007426803e2f740c83ff9c74
      07b8d0010000f8c34889f731c041f7c2000100000f95c005bf000000c3b8c1000000f8c3803d5ffdffff
      000f84a5fdffff534150415141525256574531d2eb1d803d43fdffff000f8489fdffff53415041514152
      52565741ba0001000089f14189d04889febf9cffffffeb5c803d17fdffff000f845dfdffff85ff0f8855
      fdffff5341504151415252565789f14189d0488d351afdffff41ba00100000eb29803de4fcffff000f84
      2afdffff41f7c0ffeeffff0f851dfdffff5341504151415252565789d14587d083f9ff0f8413feffff41
      83f8ff0f8409feffff4881ece80000004889ac24e0000000488dac2480000000894d3044894534897d38
      4489553c488975404889e24c8b0d84fcffffb8060100000f0585c00f85df0000008b4598488b4d9ce89b
      feffff0f82cd00000089c348897d488b4598f6c4407552f6c40c753fb80100000041ba20000000e8f500
      00004885c074524883f8187524488d7510488d3d32fcffffb918000000f3a6751048837db0007517e88f
      000000727deb0ee8860000007274e897000000756d48837d30007533b802000000e8a700000085c07413
      83f8c3755348837d30007519e86f0000007545488b6d604881c4e800000031c0e906fdffff488d5510c6
      020848ffc28b4530e8f4000000c6021048ffc28b4534e8e60000004c8d52f04929ea83c8ffe84f000000
      85c074bb488b6d604881c4e8000000e9d8fcffff31c041ba0a000000e82e00000083f8c374054883f80b
      f5c38b7d38488b754083caff4183caff448b453c4c8b0d55fbffffb8040100000f0585c0c3488d354cfb
      ffff488d551081fbd0010000741e488b7d484531c04c8b0d2afbffff83f80175064889d64c89d28d0440
      eb52488955504c8955584d89d04c8d0d08fbffff418b790448c1e720458b0949c1e120448b553c4181e2
      000100004d09d14989d24c89ca448b4d384c09cf83f801740d4989f24c8d455041b910000000488b7540
      01d80f05c33d80000000720f89c180c980880a48ffc2c1e807ebea880248ffc2c3
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

  private static final int FIRST_OF_CHANGES = 0x29a;
  private static final int LONGEST_ENTRY = 40;

  /** The routines, the most important ones first, and where they begin. */
  enum Routine {
    NEWFSTATAT(0xb5),
    STAT(0x4e),
    LSTAT(0x66),
    FSTAT(0x8c),
    STATX(0x1eb),
    PASS(0x28),
    ROOT_ID(0x40),
    CHOWN(0x29a),
    LCHOWN(0x2b6),
    FCHOWN(0x2e2),
    FCHOWNAT(0x315);

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
          SyscallNumber.LISTXATTR,
          SyscallNumber.LLISTXATTR,
          SyscallNumber.FLISTXATTR,
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
