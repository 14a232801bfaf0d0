package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.Registers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts another path, and for a script a longer list of arguments, below the stack of a thread that
 * calls execve(2), which reads them before the memory is gone. Belongs to one thread.
 */
final class ProgramArguments {
  private static final int ALIGNMENT = 16;
  private static final int MOST_ARGUMENTS = 1 << 20;

  private final ProcessMemory memory;
  private final TargetWords target;

  ProgramArguments(ProcessMemory memory, TargetWords target) {
    this.memory = memory;
    this.target = target;
  }

  /**
   * Changes the registers of a call.
   *
   * @param path the program to be executed
   * @param words what comes in the place of the first argument; where there are none the arguments
   *     stay what they are
   * @return 0, or a negated errno, after which nothing has changed
   */
  long write(int thread, Registers registers, byte[] path, List<String> words) {
    List<Long> rest = words.isEmpty() ? List.of() : rest(thread, registers.argument(1));
    int size = path.length + 1;
    for (String word : words) {
      size += word.length() + 1;
    }
    int list = aligned(size);
    int total = aligned(list + (words.size() + rest.size() + 1) * Long.BYTES);
    NativeBuffer below = NativeBuffer.allocate(total);
    long address = registers.roomBelowStack(total);
    int position = put(below, 0, path);
    int slot = list;
    for (String word : words) {
      below.putLong(slot, address + position);
      position = put(below, position, word.getBytes(StandardCharsets.ISO_8859_1));
      slot += Long.BYTES;
    }
    for (long argument : rest) {
      below.putLong(slot, argument);
      slot += Long.BYTES;
    }
    if (memory.write(thread, address, below, 0, total) != total) {
      return -Errno.ENOMEM;
    }
    registers.setArgument(0, address);
    if (!words.isEmpty()) {
      registers.setArgument(1, address + list);
    }
    return 0;
  }

  /** The addresses of all arguments but the first. */
  private List<Long> rest(int thread, long list) {
    List<Long> found = new ArrayList<>();
    if (list == 0) {
      return found;
    }
    target.turnTo(thread);
    long position = list + Long.BYTES;
    long argument = target.at(list) == 0 ? 0 : target.at(position);
    while (argument != 0 && found.size() < MOST_ARGUMENTS) {
      found.add(argument);
      position += Long.BYTES;
      argument = target.at(position);
    }
    return found;
  }

  private static int aligned(int size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  private static int put(NativeBuffer buffer, int position, byte[] text) {
    buffer.putBytes(position, text, 0, text.length);
    return position + text.length + 1;
  }
}
