package io.grampus.os;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A {@link SyscallProgram} in native memory, in the layout that the clone stub works through. */
final class ProgramMemory {
  private static final int SIZE_OF_ENTRY = 96;
  private static final int ENTRY_ARGUMENTS = 8;
  private static final int ENTRY_STORE_ADDRESS = 56;
  private static final int ENTRY_ALLOWED_ERROR = 64;
  private static final int ENTRY_SKIP_BYTES = 72;
  private static final int ENTRY_RESULT = 80;
  private static final int ENTRY_SECOND_STORE_ADDRESS = 88;
  private static final long ANY_ERROR = 1;

  private final NativeBuffer table;
  private final int count;
  private final List<NativeBuffer> referenced = new ArrayList<>();

  private final IntFunction<NativeBuffer> allocator;

  private ProgramMemory(int count, IntFunction<NativeBuffer> allocator) {
    this.count = count;
    this.allocator = allocator;
    this.table = allocator.apply(count * SIZE_OF_ENTRY);
  }

  static ProgramMemory layOut(SyscallProgram program, Architecture architecture) {
    return layOut(program, architecture, NativeBuffer::allocate);
  }

  /** As above, in zeroed memory of another origin. */
  static ProgramMemory layOut(
      SyscallProgram program, Architecture architecture, IntFunction<NativeBuffer> allocator) {
    ProgramMemory memory = new ProgramMemory(program.entries().size(), allocator);
    for (int index = 0; index < memory.count; index++) {
      memory.put(index, program.entries().get(index), architecture);
    }
    return memory;
  }

  private void put(int index, SyscallProgram.Entry entry, Architecture architecture) {
    if (!entry.number().existsOn(architecture)) {
      throw new IllegalArgumentException(entry.number() + " does not exist on " + architecture);
    }
    int base = index * SIZE_OF_ENTRY;
    table.putLong(base, entry.number().on(architecture));
    for (int position = 0; position < entry.arguments().size(); position++) {
      int slot = base + ENTRY_ARGUMENTS + position * Long.BYTES;
      table.putLong(slot, argument(entry.arguments().get(position), index, slot));
    }
    table.putLong(base + ENTRY_ALLOWED_ERROR, allowedError(entry.onError()));
    table.putLong(base + ENTRY_SKIP_BYTES, (long) entry.skipAfterSuccess() * SIZE_OF_ENTRY);
    table.putLong(base + ENTRY_RESULT, ClonedProcess.NOT_REACHED);
  }

  private long argument(SyscallProgram.Argument argument, int index, int slot) {
    if (argument instanceof SyscallProgram.Value value) {
      return value.value();
    }
    if (argument instanceof SyscallProgram.Bytes bytes) {
      return copy(bytes.content());
    }
    if (argument instanceof SyscallProgram.StringArray array) {
      return stringArray(array.strings());
    }
    if (argument instanceof SyscallProgram.Filter filter) {
      return filterProgram(filter.program());
    }
    if (argument instanceof SyscallProgram.Words words) {
      return words(words.words(), index);
    }
    if (argument instanceof SyscallProgram.PlaceOfResult place) {
      return table.address() + (long) place.entry() * SIZE_OF_ENTRY + ENTRY_RESULT;
    }
    SyscallProgram.ResultOf source = (SyscallProgram.ResultOf) argument;
    if (source.entry() >= index) {
      throw new IllegalArgumentException("a result is used before it exists");
    }
    int sourceBase = source.entry() * SIZE_OF_ENTRY;
    boolean used = table.getLong(sourceBase + ENTRY_STORE_ADDRESS) != 0;
    int storeSlot = sourceBase + (used ? ENTRY_SECOND_STORE_ADDRESS : ENTRY_STORE_ADDRESS);
    if (table.getLong(storeSlot) != 0) {
      throw new IllegalArgumentException("a result can be used by two later entries at most");
    }
    table.putLong(storeSlot, table.address() + slot);
    return 0;
  }

  private static long allowedError(SyscallProgram.OnError onError) {
    if (onError instanceof SyscallProgram.Ignore) {
      return ANY_ERROR;
    }
    return onError instanceof SyscallProgram.IgnoreOnly only ? -only.errno() : 0;
  }

  private long copy(ByteString content) {
    byte[] bytes = content.toByteArray();
    NativeBuffer memory = allocate(bytes.length);
    memory.putBytes(0, bytes, 0, bytes.length);
    return memory.address();
  }

  private long stringArray(List<ByteString> strings) {
    NativeBuffer array = allocate((strings.size() + 1) * Long.BYTES);
    for (int index = 0; index < strings.size(); index++) {
      array.putLong(index * Long.BYTES, copy(strings.get(index)));
    }
    return array.address();
  }

  private long words(List<SyscallProgram.Argument> words, int index) {
    NativeBuffer memory = allocate(words.size() * Long.BYTES);
    for (int position = 0; position < words.size(); position++) {
      SyscallProgram.Argument word = words.get(position);
      if (word instanceof SyscallProgram.ResultOf) {
        throw new IllegalArgumentException("a result can be stored in an argument only");
      }
      memory.putLong(position * Long.BYTES, argument(word, index, 0));
    }
    return memory.address();
  }

  /** struct sock_fprog: the number of instructions, then at offset 8 their address. */
  private long filterProgram(BpfProgram program) {
    NativeBuffer instructions = program.layOut(allocator);
    referenced.add(instructions);
    NativeBuffer header = allocate(2 * Long.BYTES);
    header.putShort(0, program.instructions().size());
    header.putLong(Long.BYTES, instructions.address());
    return header.address();
  }

  private NativeBuffer allocate(int size) {
    NativeBuffer memory = allocator.apply(size);
    referenced.add(memory);
    return memory;
  }

  long tableAddress() {
    return table.address();
  }

  long endAddress() {
    return table.address() + (long) count * SIZE_OF_ENTRY;
  }

  long result(int entry) {
    return table.getLong(entry * SIZE_OF_ENTRY + ENTRY_RESULT);
  }

  /** The index of the entry at an address, or -1 for address 0. */
  int entryAt(long address) {
    return address == 0 ? -1 : (int) ((address - table.address()) / SIZE_OF_ENTRY);
  }
}
