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
      00000f05483d01f0ffff737a8b4218488d5a1c488b0be84f01000072664883ec203dd00100007465488d
      350fffffff4889e241ba0a0000000f054883f8c3742d4883f80a77394889e64c8d0c06b008e87c000000
      72294189d0b010e870000000721d4c39ce75184489038953044883c42031c0f85f5e5a415a415941585b
      c34883c420f9ebee83f8f375e8ebf6488964241048c74424180a0000004c89ca48c1e22049c1e92049c1
      e12089ff4c09cf4181e2000100004c09d24c8d157efeffff4c8d44241041b910000000e968ffffff4c39
      ce0f83a1feffff38060f8599feffff48ffc631d231c94c39ce0f8389feffff83f91c0f8780feffff0fb6
      0648ffc64189c34183e37f41d3e34409da83c107a88075d4ffc27402ffcac3803d0cfeffff000f8452fe
      ffff534150415141525256574c8b0dfdfdffffb84c0100000f05483d01f0ffff0f833affffff418b00f7
      d0a8190f852affffff410fb7401c498d58144189d2e9a9feffff2500f000003d00800000740b3d004000
      000f85f9fdffff4885c90f85f0fdffff41f7c200100000740a4885f6742b803e007426803e2f740c83ff
      9c7407b8d0010000f8c34889f731c041f7c2000100000f95c005bf000000c3b8c1000000f8c3803d5dfd
      ffff000f84a3fdffff534150415141525256574531d2eb1d803d41fdffff000f8487fdffff5341504151
      415252565741ba0001000089f14189d04889febf9cffffffeb65803d15fdffff000f845bfdffff85ff0f
      8853fdffff5341504151415252565789f14189d0488d3518fdffff41ba00100000eb32803de2fcffff00
      0f8428fdffff41f7c0ffeeffff0f851bfdffff4885f60f8412fdffff5341504151415252565789d14587
      d083f9ff0f8403feffff4183f8ff0f84f9fdffff4881ec000100004889ac24f8000000488dac24800000
      00894d3044894534897d384489553c488975404889e24c8b0d79fcffffb8060100000f0585c00f850901
      00008b4598488b4d9ce892feffff0f82f700000089c348897d48836570008b4598f6c4407541f6c40c75
      49b801000000488d551041ba20000000e81e0100004885c0750948837d30007575eb1a4883f818752148
      8d7510488d3d16fcffffb918000000f3a6750de8af0000000f8299000000eb16e8a20000000f828c0000
      00e8b60000000f858100000048837d3000752f837d70c37410b802000000e8bc00000085c07409eb64e8
      8e000000755d488b6d784881c40001000031c0e9e9fcffff488d5560c6020848ffc28b4530e80f010000
      c6021048ffc28b4534e8010100004c8d52a04929ea488d5560443b5570750e488d75104889d74489d1f3
      a674a883c8ffe85600000085c074a3488b6d784881c400010000e99efcffff31c0488d551041ba0a0000
      00e83100000089457083f8c374054883f80bf5c38b7d38488b754083caff4183caff448b453c4c8b0d19
      fbffffb8040100000f0585c0c3488d3510fbffff81fbd0010000741e488b7d484531c04c8b0df2faffff
      83f80175064889d64c89d28d0440eb52488955504c8955584d89d04c8d0dd0faffff418b790448c1e720
      458b0949c1e120448b553c4181e2000100004d09d14989d24c89ca448b4d384c09cf83f801740d4989f2
      4c8d455041b910000000488b754001d80f05c33d80000000720f89c180c980880a48ffc2c1e807ebea88
      0248ffc2c3
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

  /** Without what stands between the number of a call and the call. */
  private static final int LONGEST_ENTRY = 40;

  /** {@code cmp eax, …; jne …} */
  private static final byte COMPARE = 0x3d;

  private static final byte JUMP_IF_OTHER = 0x75;

  /** Of what {@link #answer} writes for a routine that needs no number. */
  private static final int LENGTH_OF_ANSWER = 25;

  private static final int LENGTH_OF_LOAD = 5;

  /** Without room for two dozen there is none for the routines that not all programs need. */
  private static final int ROOM_FOR_ENTRIES = 24 * 32;

  /** The routines, the most important ones first, and where they begin. */
  enum Routine {
    NEWFSTATAT(0xb5),
    STAT(0x4e),
    LSTAT(0x66),
    FSTAT(0x8c),
    STATX(0x1ed),
    PASS(0x28),
    ROOT_ID(0x40),
    CHOWN(0x29c),
    LCHOWN(0x2b8),
    FCHOWN(0x2e4),
    FCHOWNAT(0x317);

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
    this.changes = room >= routines.length + ROOM_FOR_ENTRIES;
    int length = changes ? routines.length : Routine.CHOWN.offset;
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
   * @param site of a call that the code {@link #answers}
   * @param room where this code begins, counted like the site
   * @param text where the site is
   * @return where the entry begins, 0 where there is no room for it
   */
  int add(CallSite site, int room, NativeBuffer text) {
    Routine routine = routine(site.number());
    boolean missing = routine.offset >= Routine.CHOWN.offset && !changes;
    if (missing || code.remaining() < LONGEST_ENTRY + CallSite.MOST_BETWEEN) {
      return 0;
    }
    int start = code.position();
    if (site.any()) {
      code.put(text.getBytes(site.offset(), CallSite.LENGTH_OF_MOV));
      code.put(COMPARE).putInt(site.number());
      code.put(JUMP_IF_OTHER).put((byte) (LENGTH_OF_ANSWER + LENGTH_OF_LOAD));
    } else {
      code.put(text.getBytes(site.offset() + CallSite.LENGTH_OF_MOV, site.between()));
    }
    answer(site, routine, room);
    code.put(MOV_EAX).putInt(site.number());
    jump(site.offset() + site.lengthToSyscall() - room);
    return start;
  }

  /** Goes on behind the site where the call could be answered. */
  private void answer(CallSite site, Routine routine, int room) {
    code.putInt(LOWER_STACK).put((byte) -RED_ZONE);
    if (routine == Routine.PASS) {
      code.put(MOV_EAX).putInt(site.number());
    }
    code.put(CALL).putInt(routine.offset - code.position() - Integer.BYTES);
    code.putInt(RAISE_STACK).putInt(RED_ZONE);
    code.put(JUMP_IF_CARRY).put(LENGTH_OF_JUMP);
    jump(site.offset() + site.length() - room);
  }

  private void jump(int target) {
    code.put(JUMP).putInt(target - code.position() - Integer.BYTES);
  }

  /** The code so far. */
  byte[] toByteArray() {
    return Arrays.copyOf(code.array(), code.position());
  }
}
