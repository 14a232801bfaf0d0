package io.grampus.os;

/**
 * The general registers of a stopped thread on x86_64: struct user_regs_struct of {@code
 * <sys/user.h>}. Not safe for use by several threads.
 */
public final class Registers {
  static final int SIZE = 27 * Long.BYTES;

  private static final int RED_ZONE = 128;
  private static final int ALIGNMENT = 16;

  private static final int RAX = 10 * Long.BYTES;
  private static final int ORIGINAL_RAX = 15 * Long.BYTES;
  private static final int RIP = 16 * Long.BYTES;
  private static final int RSP = 19 * Long.BYTES;

  /** rdi, rsi, rdx, r10, r8 and r9: syscall(2). */
  private static final int[] ARGUMENTS = {
    14 * Long.BYTES,
    13 * Long.BYTES,
    12 * Long.BYTES,
    7 * Long.BYTES,
    9 * Long.BYTES,
    8 * Long.BYTES
  };

  /** r15 to rdx and rsi, rdi: all that a new program finds empty. */
  private static final int LAST_GENERAL = 14;

  private final NativeBuffer memory = NativeBuffer.allocate(SIZE);

  NativeBuffer memory() {
    return memory;
  }

  /** The number of the system call in hand. */
  public int call() {
    return (int) memory.getLong(ORIGINAL_RAX);
  }

  /** One of the six arguments of a system call. */
  public long argument(int index) {
    return memory.getLong(ARGUMENTS[index]);
  }

  /** Changes an argument. */
  public void setArgument(int index, long value) {
    memory.putLong(ARGUMENTS[index], value);
  }

  /** Leaves the system call in hand out; the thread finds this result instead. */
  public void skipCall(long result) {
    memory.putLong(ORIGINAL_RAX, -1);
    memory.putLong(RAX, result);
  }

  /** What a system call returned, a value or a negated errno. */
  public long result() {
    return memory.getLong(RAX);
  }

  /** The stack pointer. */
  public long stack() {
    return memory.getLong(RSP);
  }

  /**
   * Where that many bytes may be written that the program does not see: below its stack and what
   * the System V ABI lets it use there without saying so, on a border of 16 bytes.
   */
  public long roomBelowStack(int bytes) {
    return (stack() - RED_ZONE - bytes) & -ALIGNMENT;
  }

  /** Makes the thread begin at an address as a new program does, whatever call is in hand. */
  public void beginAt(long address, long stack) {
    for (int register = 0; register <= LAST_GENERAL; register++) {
      memory.putLong(register * Long.BYTES, 0);
    }
    memory.putLong(ORIGINAL_RAX, -1);
    memory.putLong(RIP, address);
    memory.putLong(RSP, stack);
  }
}
