package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Runs a filter the way the kernel does, over a struct seccomp_data. */
public final class BpfInterpreter {
  private BpfInterpreter() {}

  /** The filter's verdict on a call with these arguments. */
  public static int run(BpfProgram program, int number, int auditArchitecture, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, auditArchitecture);
    for (int index = 0; index < arguments.length; index++) {
      data.putLong(16 + 8 * index, arguments[index]);
    }
    List<BpfProgram.Instruction> instructions = program.instructions();
    int accumulator = 0;
    int position = 0;
    while (true) {
      BpfProgram.Instruction each = instructions.get(position++);
      switch (each.code()) {
        case 0x20 -> accumulator = data.getInt(each.operand());
        case 0x54 -> accumulator &= each.operand();
        case 0x06 -> {
          return each.operand();
        }
        case 0x15 -> position += jump(each, accumulator == each.operand());
        case 0x35 ->
            position += jump(each, Integer.compareUnsigned(accumulator, each.operand()) >= 0);
        case 0x45 -> position += jump(each, (accumulator & each.operand()) != 0);
        default -> throw new IllegalStateException("operation " + each.code());
      }
    }
  }

  private static int jump(BpfProgram.Instruction instruction, boolean condition) {
    return condition ? instruction.jumpTrue() : instruction.jumpFalse();
  }
}
