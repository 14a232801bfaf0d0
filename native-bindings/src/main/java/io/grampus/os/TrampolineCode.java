package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
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
      00000f05483d01f0ffff73308b4218488b4a1ce8700000007227488d351dffffff31d24531d20f054883
      f8c3751331c0f85f5e5a415a415941585bc383f8f375eff9ebed803de3feffff000f8429ffffff534150
      415141525256574c8b0dd4feffffb84c0100000f05483d01f0ffff73cb418b00f7d0a81975c7410fb740
      1c498b48144189d2eb8b2500f000003d00800000740b3d004000000f85dbfeffff4885c90f85d2feffff
      41f7c200100000740a4885f67428803e007423803e2f740983ff9c0f85b1feffff4889f731c041f7c200
      0100000f95c005bf000000c3b8c1000000f8c3803d42feffff000f8488feffff53415041514152525657
      4531d2eb1d803d26feffff000f846cfeffff5341504151415252565741ba0001000089f14189d04889fe
      bf9cffffffeb5c803dfafdffff000f8440feffff85ff0f8838feffff5341504151415252565789f14189
      d0488d35fdfdffff41ba00100000eb29803dc7fdffff000f840dfeffff41f7c0ffeeffff0f8500feffff
      5341504151415252565789d14587d083f9ff0f84affeffff4183f8ff0f84a5feffff4881ecc000000089
      8c24a000000044898424a400000089bc24a800000044899424ac0000004889b424b00000004889e24c8b
      0d63fdffffb8060100000f0585c00f85080100008b442418488b4c241ce898feffff0f82f400000089c3
      4889bc24b8000000488d3537fdffff488d94249000000041ba0a0000000f058984249c00000083f8c374
      0983f80a0f87be0000008b4424182500f000003d00800000752d8bbc24a8000000488bb424b000000083
      caff4183caff448b8424ac000000b8040100000f0585c00f8581000000488bbc24b8000000488d35c6fc
      ffff4883bc24a000000000752183bc249c000000c374098d43060f0585c0755431c04881c4c0000000e9
      8cfdffff488d942490000000c6020848ffc28b8424a0000000e838000000c6021048ffc28b8424a40000
      00e8260000004989d2488d9424900000004929d24531c08d43fd0f0585c074ac4881c4c0000000e94bfd
      ffff3d80000000720f89c180c980880a48ffc2c1e807ebea880248ffc2c3
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
  private static final int FIRST_OF_CHANGES = 0x1b7;
  private static final int LONGEST_ENTRY = 40;

  /** A routine, the calls that it answers, and where it begins. */
  enum Routine {
    NEWFSTATAT(0xb5, SyscallNumber.NEWFSTATAT),
    STAT(0x4e, SyscallNumber.STAT),
    LSTAT(0x66, SyscallNumber.LSTAT),
    FSTAT(0x8c, SyscallNumber.FSTAT),
    STATX(0x116, SyscallNumber.STATX),
    /** Calls that root is never refused, and of which nothing is noted. */
    PASS(
        0x28,
        SyscallNumber.RENAME,
        SyscallNumber.RENAMEAT,
        SyscallNumber.RENAMEAT2,
        SyscallNumber.UNLINK,
        SyscallNumber.UNLINKAT,
        SyscallNumber.RMDIR,
        SyscallNumber.CHMOD,
        SyscallNumber.FCHMOD,
        SyscallNumber.FCHMODAT,
        SyscallNumber.LINK,
        SyscallNumber.LINKAT),
    ROOT_ID(
        0x40,
        SyscallNumber.GETUID,
        SyscallNumber.GETEUID,
        SyscallNumber.GETGID,
        SyscallNumber.GETEGID),
    CHOWN(0x1b7, SyscallNumber.CHOWN),
    LCHOWN(0x1d3, SyscallNumber.LCHOWN),
    FCHOWN(0x1ff, SyscallNumber.FCHOWN),
    FCHOWNAT(0x232, SyscallNumber.FCHOWNAT);

    private final int offset;
    private final List<SyscallNumber> calls;

    Routine(int offset, SyscallNumber... calls) {
      this.offset = offset;
      this.calls = List.of(calls);
    }
  }

  /** Which routine answers a call, by number. */
  private static final @Nullable Routine[] BY_NUMBER = byNumber();

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
    for (Routine routine : Routine.values()) {
      for (SyscallNumber call : routine.calls) {
        routines[call.on(Architecture.X86_64)] = routine;
      }
    }
    return routines;
  }

  static byte[] routines() {
    return HexFormat.of().parseHex(ROUTINES.replace("\n", ""));
  }

  /** The calls that the code answers, which the filter lets pass when they bear the marker. */
  public static Set<SyscallNumber> calls() {
    Set<SyscallNumber> calls = EnumSet.of(SyscallNumber.GETXATTR, SyscallNumber.LGETXATTR, SyscallNumber.FGETXATTR, SyscallNumber.SETXATTR, SyscallNumber.LSETXATTR, SyscallNumber.FSETXATTR, SyscallNumber.REMOVEXATTR, SyscallNumber.LREMOVEXATTR, SyscallNumber.FREMOVEXATTR);
    for (Routine routine : Routine.values()) {
      if (routine != Routine.ROOT_ID) {
        calls.addAll(routine.calls);
      }
    }
    return calls;
  }

  /** Whether the code answers the call of that number. */
  public static boolean answers(int number) {
    return number >= 0 && number < MOST_CALLS && BY_NUMBER[number] != null;
  }

  /** The less, the sooner a call site needs an entry where there is not room for all. */
  static int importance(int number) {
    return routineOf(number).ordinal();
  }

  private static Routine routineOf(int number) {
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
    Routine routine = routineOf(number);
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
