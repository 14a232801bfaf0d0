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
  private static final int CODE_OFFSET = 64 + 2 * 56;
  private static final int DATA_ADDRESS = 0x410000;
  private static final int DATA_SIZE = 4 * PAGE;
  private static final int ALIGNMENT = 16;

  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int PF_READ_EXECUTE = 5;
  private static final int PF_READ_WRITE = 6;

  private final ByteBuffer file =
      ByteBuffer.allocate(PAGE + DATA_SIZE).order(ByteOrder.nativeOrder());
  private int used;

  private ExecutableProgram() {}

  /**
   * The content of the executable.
   *
   * @throws IllegalArgumentException where the program is too large
   */
  public static byte[] of(SyscallProgram program, Architecture architecture) {
    ExecutableProgram executable = new ExecutableProgram();
    executable.putData(program, architecture);
    executable.putCode(MachineCode.program(architecture, DATA_ADDRESS), architecture);
    byte[] content = new byte[PAGE + executable.used];
    executable.file.get(0, content);
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
    if (used > DATA_SIZE) {
      throw new IllegalArgumentException("the command line or the environment is too long");
    }
    return NativeBuffer.part(file, PAGE + start, size, (long) DATA_ADDRESS + start);
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
    file.putLong(CODE_ADDRESS + CODE_OFFSET).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
    file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    putSegment(PF_READ_EXECUTE, 0, CODE_ADDRESS, CODE_OFFSET + code.length);
    putSegment(PF_READ_WRITE, PAGE, DATA_ADDRESS, used);
    file.put(code);
  }

  private void putSegment(int flags, long offset, long address, long size) {
    file.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address);
    file.putLong(size).putLong(size).putLong(PAGE);
  }
}
