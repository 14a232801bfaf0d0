package io.grampus.sandbox.emulation;

import io.grampus.os.ElfProgram;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells a new program above the arguments on its stack: getauxval(3). It tells
 * about the loader, and is made to speak of the program that the loader maps.
 *
 * @param program the program
 * @param interpreter what loads its libraries; null where it needs none
 * @param name the address of the path that execve(2) was given
 */
record AuxiliaryVector(LoadedProgram program, @Nullable LoadedProgram interpreter, long name) {
  private static final int AT_NULL = 0;
  private static final int AT_PHDR = 3;
  private static final int AT_PHENT = 4;
  private static final int AT_PHNUM = 5;
  private static final int AT_BASE = 7;
  private static final int AT_ENTRY = 9;
  private static final int AT_EXECFN = 31;

  /**
   * Changes the vector of a thread that has just begun.
   *
   * @param stack the address of the number of arguments, below them
   */
  void writeTo(TargetWords words, long stack) {
    long position = stack + (words.at(stack) + 2) * Long.BYTES;
    while (words.at(position) != 0) {
      position += Long.BYTES; // the environment
    }
    position += Long.BYTES;
    for (long key = words.at(position); key != AT_NULL; key = words.at(position)) {
      long place = position + Long.BYTES;
      long told = words.at(place);
      long value = value((int) key, told);
      if (value != told) {
        words.put(place, value);
      }
      position += 2 * Long.BYTES;
    }
  }

  private long value(int key, long otherwise) {
    return switch (key) {
      case AT_PHDR -> program.headers();
      case AT_PHENT -> ElfProgram.SIZE_OF_HEADER;
      case AT_PHNUM -> program.elf().headerCount();
      case AT_BASE -> interpreter == null ? 0 : interpreter.base();
      case AT_ENTRY -> program.entry();
      case AT_EXECFN -> name;
      default -> otherwise;
    };
  }
}
