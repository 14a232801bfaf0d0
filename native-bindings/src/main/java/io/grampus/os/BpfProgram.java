package io.grampus.os;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A classic BPF program as seccomp(2) takes it: at most 4096 instructions over struct seccomp_data.
 *
 * <p>An immutable value. Source: {@code <linux/filter.h>}, {@code <linux/seccomp.h>}.
 */
public record BpfProgram(List<Instruction> instructions) {
  /** Kill the whole process with SIGSYS. */
  public static final int RETURN_KILL_PROCESS = 0x80000000;

  /** Fail the call with the error number in the low 16 bits. */
  public static final int RETURN_ERRNO = 0x00050000;

  /** Hand the call to the listener. */
  public static final int RETURN_USER_NOTIFICATION = 0x7fc00000;

  /** Stop the caller for its tracer, which may change the call. */
  public static final int RETURN_TRACE = 0x7ff00000;

  /** Let the call through. */
  public static final int RETURN_ALLOW = 0x7fff0000;

  private static final int LOAD_WORD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_SET = 0x45;
  private static final int RETURN = 0x06;

  private static final int MAXIMUM_LENGTH = 4096;
  private static final int SIZE_OF_INSTRUCTION = 8;

  /** Offset of the system call's number in struct seccomp_data. */
  public static final int NUMBER_OFFSET = 0;

  /** Offset of the architecture in struct seccomp_data. */
  public static final int ARCHITECTURE_OFFSET = 4;

  /** Copies the list. */
  public BpfProgram {
    instructions = List.copyOf(instructions);
    if (instructions.isEmpty() || instructions.size() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException("a filter has 1 to 4096 instructions");
    }
  }

  /**
   * One instruction: struct sock_filter.
   *
   * @param code operation
   * @param jumpTrue instructions to skip when the condition holds, 0 to 255
   * @param jumpFalse instructions to skip when it does not, 0 to 255
   * @param operand the constant k
   */
  public record Instruction(int code, int jumpTrue, int jumpFalse, int operand) {}

  /** The offset of the low 32 bits of an argument (0 to 5) on a little-endian machine. */
  public static int argumentOffset(int argument) {
    return 16 + 8 * argument;
  }

  /** An array of struct sock_filter, in memory of that origin. */
  NativeBuffer layOut(IntFunction<NativeBuffer> allocator) {
    NativeBuffer memory = allocator.apply(instructions.size() * SIZE_OF_INSTRUCTION);
    int offset = 0;
    for (Instruction instruction : instructions) {
      memory.putShort(offset, instruction.code());
      memory.putByte(offset + 2, (byte) instruction.jumpTrue());
      memory.putByte(offset + 3, (byte) instruction.jumpFalse());
      memory.putInt(offset + 4, instruction.operand());
      offset += SIZE_OF_INSTRUCTION;
    }
    return memory;
  }

  /** Assembles a program; jumps name labels, which lie ahead as in all BPF. */
  public static final class Builder {
    private static final String NEXT = "";

    private record Pending(int code, String whenTrue, String whenFalse, int operand) {}

    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** Loads 32 bits of struct seccomp_data into the accumulator. */
    public Builder load(int offset) {
      return append(LOAD_WORD, NEXT, NEXT, offset);
    }

    /** Masks the accumulator. */
    public Builder and(int mask) {
      return append(AND, NEXT, NEXT, mask);
    }

    /** Goes to the label when the accumulator equals the constant, else on. */
    public Builder jumpIfEqual(int constant, String label) {
      return append(JUMP_EQUAL, label, NEXT, constant);
    }

    /** Goes to the label when the accumulator differs from the constant, else on. */
    public Builder jumpUnlessEqual(int constant, String label) {
      return append(JUMP_EQUAL, NEXT, label, constant);
    }

    /** Goes to the label when the accumulator is unsigned less than the constant, else on. */
    public Builder jumpUnlessAtLeast(int constant, String label) {
      return append(JUMP_GREATER_OR_EQUAL, NEXT, label, constant);
    }

    /** Goes to the label when any bit of the mask is set in the accumulator, else on. */
    public Builder jumpIfAnySet(int mask, String label) {
      return append(JUMP_SET, label, NEXT, mask);
    }

    /** Ends the filter with one of the RETURN_ values. */
    public Builder returns(int action) {
      return append(RETURN, NEXT, NEXT, action);
    }

    /** Names the next instruction. */
    public Builder label(String name) {
      if (name.isEmpty() || labels.putIfAbsent(name, pending.size()) != null) {
        throw new IllegalArgumentException("label empty or used twice: '" + name + "'");
      }
      return this;
    }

    private Builder append(int code, String whenTrue, String whenFalse, int operand) {
      pending.add(new Pending(code, whenTrue, whenFalse, operand));
      return this;
    }

    /**
     * The assembled program.
     *
     * @throws IllegalArgumentException on a label that is missing, lies behind or over 255 away
     */
    public BpfProgram build() {
      List<Instruction> instructions = new ArrayList<>();
      for (int index = 0; index < pending.size(); index++) {
        Pending each = pending.get(index);
        instructions.add(
            new Instruction(
                each.code(),
                distance(index, each.whenTrue()),
                distance(index, each.whenFalse()),
                each.operand()));
      }
      return new BpfProgram(instructions);
    }

    private int distance(int from, String label) {
      if (label.equals(NEXT)) {
        return 0;
      }
      Integer target = labels.get(label);
      if (target == null || target <= from || target - from - 1 > 255) {
        throw new IllegalArgumentException("label missing, behind or too far: " + label);
      }
      return target - from - 1;
    }
  }
}
