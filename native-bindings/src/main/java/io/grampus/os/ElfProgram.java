package io.grampus.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the head of an executable file says about how it is loaded, elf(5): of 64-bit little-endian
 * files only.
 *
 * @param relocatable whether the addresses are relative to wherever it is loaded
 * @param entry where it begins
 * @param headers where its program headers stand when it is loaded
 * @param headerCount how many there are
 * @param segments what is loaded, in the order of the addresses
 * @param interpreter where in the file the path of the program interpreter stands; null without one
 * @param executesStack whether it has code on its stack
 */
public record ElfProgram(
    boolean relocatable,
    long entry,
    long headers,
    int headerCount,
    List<Segment> segments,
    @Nullable Place interpreter,
    boolean executesStack) {
  /** How much of the file {@link #read} wants to see. */
  public static final int HEAD = 4096;

  /** The size of a program header. */
  public static final int SIZE_OF_HEADER = 56;

  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int EXECUTABLE = 2;
  private static final int SHARED = 3;
  private static final int MACHINE = 18;
  private static final int ENTRY = 24;
  private static final int HEADERS = 32;
  private static final int HEADER_COUNT = 56;
  private static final int LOAD = 1;
  private static final int INTERPRETER = 3;
  private static final int STACK = 0x6474e551;
  private static final int SIZE_OF_FILE_HEADER = 64;

  /** Copies the list. */
  public ElfProgram {
    segments = List.copyOf(segments);
  }

  /** A piece of the file. */
  public record Place(long offset, long length) {}

  /**
   * A piece of the file in memory.
   *
   * @param file where it stands in the file
   * @param address where it begins in memory
   * @param size its length in memory, zeros behind what the file has
   * @param flags PF_X 1, PF_W 2, PF_R 4
   */
  public record Segment(Place file, long address, long size, int flags) {}

  /**
   * Reads the head of a file.
   *
   * @param length how much of the file the memory holds
   * @return null where it is no program for that machine, or its headers are not at its beginning
   */
  public static @Nullable ElfProgram read(NativeBuffer head, int length, int machine) {
    if (length < SIZE_OF_FILE_HEADER
        || head.getInt(0) != MAGIC
        || head.getUnsignedShort(4) != CLASS_64_LITTLE_ENDIAN
        || head.getUnsignedShort(MACHINE) != machine) {
      return null;
    }
    int type = head.getUnsignedShort(16);
    long start = head.getLong(HEADERS);
    int count = head.getUnsignedShort(HEADER_COUNT);
    boolean complete = start >= 0 && start <= length - (long) count * SIZE_OF_HEADER;
    if ((type != EXECUTABLE && type != SHARED) || !complete) {
      return null;
    }
    List<Segment> segments = new ArrayList<>();
    Place interpreter = null;
    boolean executesStack = false;
    long headers = 0;
    for (int index = 0; index < count; index++) {
      int header = (int) start + index * SIZE_OF_HEADER;
      Segment segment = segment(head, header);
      switch (head.getInt(header)) {
        case LOAD -> {
          segments.add(segment);
          long offset = start - segment.file().offset();
          if (offset >= 0 && offset < segment.file().length()) {
            headers = segment.address() + offset;
          }
        }
        case INTERPRETER -> interpreter = segment.file();
        case STACK -> executesStack = (segment.flags() & 1) != 0;
        default -> {}
      }
    }
    return segments.isEmpty()
        ? null
        : new ElfProgram(
            type == SHARED,
            head.getLong(ENTRY),
            headers,
            count,
            segments,
            interpreter,
            executesStack);
  }

  private static Segment segment(NativeBuffer head, int header) {
    Place file = new Place(head.getLong(header + 8), head.getLong(header + 32));
    return new Segment(
        file, head.getLong(header + 16), head.getLong(header + 40), head.getInt(header + 4));
  }
}
