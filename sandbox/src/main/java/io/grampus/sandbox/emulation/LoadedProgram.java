package io.grampus.sandbox.emulation;

import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.ElfProgram;
import io.grampus.os.ElfProgram.Segment;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.ResultOf;
import java.nio.charset.StandardCharsets;

/**
 * An executable file at the addresses that it is loaded at.
 *
 * @param elf what its head says
 * @param path its path on the machine, a character a byte
 * @param base what its addresses are relative to; 0 where they are fixed
 */
record LoadedProgram(ElfProgram elf, String path, long base) {
  private static final int PAGE = 4096;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXECUTE = 4;
  private static final int PROT_GROWS_DOWN = 0x01000000;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;

  /** Where it begins. */
  long entry() {
    return base + elf.entry();
  }

  /** Where its program headers stand. */
  long headers() {
    return base + elf.headers();
  }

  /**
   * Appends the calls that map it.
   *
   * @param fd a number that no descriptor of the process has
   * @param mark what the filter lets an open pass for
   */
  void map(SyscallProgram.Builder program, int fd, long mark) {
    int opened =
        program.add(
            "open the program",
            SyscallNumber.OPENAT,
            value(KernelConstants.AT_FDCWD),
            SyscallProgram.cString(path.getBytes(StandardCharsets.ISO_8859_1)),
            value(KernelConstants.O_CLOEXEC),
            value(0),
            value(0),
            value(mark));
    program.add(
        "give it its number",
        SyscallNumber.DUP3,
        new ResultOf(opened),
        value(fd),
        value(KernelConstants.O_CLOEXEC));
    program.add("close the other", SyscallNumber.CLOSE, new ResultOf(opened));
    for (Segment segment : elf.segments()) {
      mapFile(program, segment, fd);
      mapZeros(program, segment);
    }
    program.add("close the program", SyscallNumber.CLOSE, value(fd));
  }

  /**
   * Appends the call that lets it execute what is on its stack, where it wants to.
   *
   * @param stack the stack pointer that it begins with
   */
  void openStack(SyscallProgram.Builder program, long stack) {
    if (elf.executesStack()) {
      program.add(
          "make the stack executable",
          SyscallNumber.MPROTECT,
          value(down(stack)),
          value(PAGE),
          value(PROT_READ | PROT_WRITE | PROT_EXECUTE | PROT_GROWS_DOWN));
    }
  }

  private void mapFile(SyscallProgram.Builder program, Segment segment, int fd) {
    long start = down(base + segment.address());
    long end = up(base + segment.address() + segment.file().length());
    if (segment.file().length() > 0) {
      program.add(
          "map a segment",
          SyscallNumber.MMAP,
          value(start),
          value(end - start),
          value(protection(segment.flags())),
          value(MAP_PRIVATE | MAP_FIXED),
          value(fd),
          value(down(segment.file().offset())));
    }
  }

  private void mapZeros(SyscallProgram.Builder program, Segment segment) {
    long file = segment.file().length();
    long first = base + segment.address();
    long start = file == 0 ? down(first) : up(first + file);
    long end = up(first + segment.size());
    if (segment.size() > file && end > start) {
      program.add(
          "map zeros",
          SyscallNumber.MMAP,
          value(start),
          value(end - start),
          value(protection(segment.flags())),
          value(MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS),
          value(-1),
          value(0));
    }
  }

  /** What is done with the end of a page that the file does not fill. */
  @FunctionalInterface
  interface Tails {
    void clear(long address, int length);
  }

  /** Tells the ends of pages that must be zero although the file has something there. */
  void forEachTail(Tails tails) {
    for (Segment segment : elf.segments()) {
      long end = base + segment.address() + segment.file().length();
      boolean writable = (segment.flags() & PROT_WRITE) != 0;
      if (segment.size() > segment.file().length() && up(end) > end && writable) {
        tails.clear(end, (int) (up(end) - end));
      }
    }
  }

  private static long down(long address) {
    return address & -PAGE;
  }

  private static long up(long address) {
    return (address + PAGE - 1) & -PAGE;
  }

  /** PF_X, PF_W and PF_R of elf(5) are PROT_READ, PROT_WRITE and PROT_EXEC the other way round. */
  private static int protection(int flags) {
    int readable = (flags & 4) == 0 ? 0 : PROT_READ;
    int executable = (flags & 1) == 0 ? 0 : PROT_EXECUTE;
    return readable | (flags & PROT_WRITE) | executable;
  }
}
