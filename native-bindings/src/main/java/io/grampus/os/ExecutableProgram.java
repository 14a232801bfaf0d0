package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@link SyscallProgram} as a static executable of its own, elf(5), that needs no library and no
 * interpreter: for what must happen in a process that another program starts.
 *
 * <p>It begins with all that its process inherited, stops like a child of {@link CloneStub}, with
 * status 127, and runs the same machine code.
 */
public final class ExecutableProgram {
  private static final int PAGE = 65536; // the largest any of the architectures has
  private static final int CODE_ADDRESS = 0x400000;

  /** Where no program that has its addresses fixed has anything; the heap comes behind it. */
  private static final int LOADER_ADDRESS = 0x70000000;

  private static final int CODE_OFFSET = 64 + 2 * 56;
  private static final int DATA_SIZE = 4 * PAGE;
  private static final int ALIGNMENT = 16;

  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int PF_READ_EXECUTE = 5;
  private static final int PF_READ_WRITE = 6;

  private final ByteBuffer file;
  private final int address;
  private final int room;
  private int used;

  private ExecutableProgram(int address, int room) {
    this.address = address;
    this.room = room;
    this.file = ByteBuffer.allocate(PAGE + room).order(ByteOrder.nativeOrder());
  }

  /**
   * The content of the executable.
   *
   * @throws IllegalArgumentException where the program is too large
   */
  public static byte[] of(SyscallProgram program, Architecture architecture) {
    ExecutableProgram executable = new ExecutableProgram(CODE_ADDRESS, DATA_SIZE);
    executable.putData(program, architecture);
    return executable.content(architecture);
  }

  /**
   * The content of an executable file without a program: whoever traces its process writes {@link
   * #loaderData} to {@link #loaderAddress} before it begins. It keeps to addresses that it leaves
   * to no other program, and leaves all others free.
   */
  public static byte[] loader(Architecture architecture) {
    ExecutableProgram executable = new ExecutableProgram(LOADER_ADDRESS, PAGE);
    executable.used = PAGE;
    return executable.content(architecture);
  }

  /** Where the data of a {@link #loader} stands. */
  public static long loaderAddress() {
    return (long) LOADER_ADDRESS + PAGE;
  }

  /**
   * The data that makes a {@link #loader} run a program.
   *
   * @throws IllegalArgumentException where the program is too large
   */
  public static byte[] loaderData(SyscallProgram program, Architecture architecture) {
    ExecutableProgram executable = new ExecutableProgram(LOADER_ADDRESS, PAGE);
    executable.putData(program, architecture);
    byte[] data = new byte[executable.used];
    executable.file.get(PAGE, data);
    return data;
  }

  private byte[] content(Architecture architecture) {
    putCode(MachineCode.program(architecture, address + PAGE), architecture);
    byte[] content = new byte[PAGE + used];
    file.get(0, content);
    return content;
  }

  private void putData(SyscallProgram program, Architecture architecture) {
    NativeBuffer context = allocate(CloneStub.SIZE_OF_CONTEXT);
    ProgramMemory memory = ProgramMemory.layOut(program, architecture, this::allocate);
    context.putLong(CloneStub.CONTEXT_TABLE, memory.tableAddress());
    context.putLong(CloneStub.CONTEXT_END, memory.endAddress());
  }

  private NativeBuffer allocate(int size) {
    int start = used;
    used = (start + size + ALIGNMENT - 1) & -ALIGNMENT;
    if (used > room) {
      throw new IllegalArgumentException("the command line or the environment is too long");
    }
    return NativeBuffer.part(file, PAGE + start, size, (long) address + PAGE + start);
  }

  private void putCode(byte[] code, Architecture architecture) {
    int machine =
        switch (architecture) {
          case X86_64 -> EM_X86_64;
          case AARCH64 -> EM_AARCH64;
        };
    file.position(0);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    file.putShort((short) 2).putShort((short) machine).putInt(1);
    file.putLong(address + CODE_OFFSET).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
    file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    putSegment(PF_READ_EXECUTE, 0, address, CODE_OFFSET + code.length);
    putSegment(PF_READ_WRITE, PAGE, address + PAGE, used);
    file.put(code);
  }

  private void putSegment(int flags, long offset, long address, long size) {
    file.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address);
    file.putLong(size).putLong(size).putLong(PAGE);
  }
}
