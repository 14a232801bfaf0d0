package io.grampus.sandbox.emulation;

import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.Architecture;
import io.grampus.os.ElfProgram;
import io.grampus.os.Errno;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.Registers;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Executes programs for processes whose root the kernel does not know: it would look for the
 * program's interpreter on the machine. Instead it executes a loader, which maps program and
 * interpreter where their heads want them, and then the thread begins as if the kernel had done it:
 * execve(2), elf(5), getauxval(3). Belongs to the tracing thread.
 */
final class ProgramStart {
  private static final int MOST_SCRIPTS = 5;
  private static final int PR_SET_NAME = 15;
  private static final int LONGEST_NAME = 15;
  private static final int HIGHEST_FD = 255;
  private static final long PROGRAM_BASE = 0x555500000000L;

  /** Sanitizers keep lower addresses for themselves, the kernel's own choices are higher. */
  private static final long INTERPRETER_BASE = 0x7e8000000000L;

  private static final long BASE_STEP = 0x200000;
  private static final int BASES = 1 << 15;
  private static final int ROOM_FOR_NAME = TargetPath.PATH_MAX + 16;
  private static final int ROOM_OF_LOADER = 65536;
  private static final int PAGE = 4096;

  private final RootCalls calls;
  private final ProcessMemory memory;
  private final TargetWords target;
  private final ProgramArguments arguments;
  private final ProgramFile file;
  private final ProgramNames names;
  private final byte[] loader;
  private final long mark;
  private final Random random = new Random();
  private final NativeBuffer block = NativeBuffer.allocate(ROOM_OF_LOADER);
  private final NativeBuffer name = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private final ProcPath proc = new ProcPath();
  private final Map<Integer, Start> starts = new HashMap<>();
  private int used;

  /**
   * A program that is being started.
   *
   * @param program the file that is executed, at last
   * @param interpreter what loads its libraries; null where it needs none
   * @param path the program's path inside
   * @param given the path that execve(2) was given
   * @param oldPath the register's value before, to be put back on failure; likewise the arguments
   * @param closed those of its files that are to be opened up for the loader
   */
  private record Start(
      LoadedProgram program,
      @Nullable LoadedProgram interpreter,
      String path,
      String given,
      long oldPath,
      long oldArguments,
      ClosedFiles closed) {}

  ProgramStart(HandlerParts parts, Path loader, long mark) {
    this.calls = parts.calls();
    this.memory = new ProcessMemory(calls.plain());
    this.target = new TargetWords(memory);
    this.arguments = new ProgramArguments(memory, target);
    this.file = new ProgramFile(calls, parts.inspector());
    this.names = parts.root().programs();
    this.loader = loader.toString().getBytes(StandardCharsets.UTF_8);
    this.mark = mark;
  }

  /**
   * Turns the execve(2) that a thread stopped before into one of the loader.
   *
   * @return 0, or the negated errno that the call fails with
   */
  long prepare(NotifiedCall call, Registers registers) {
    int length = call.fetchString(registers.argument(0), name, TargetPath.PATH_MAX);
    if (length <= 0) {
      return length == 0 ? -Errno.ENOENT : length;
    }
    String given = text(name, length);
    int fd = call.files().open(call.thread(), PathCalls.HERE, registers.argument(0), true);
    if (fd < 0) {
      return fd;
    }
    List<String> words = new ArrayList<>();
    String path = given;
    int read = file.read(call.files(), fd);
    while (read == 0 && file.elf() == null) {
      call.files().close(fd);
      if (words.isEmpty()) {
        words.add(path);
      }
      if (words.size() > 2 * MOST_SCRIPTS) {
        return -Errno.ELOOP;
      }
      if (!file.argument().isEmpty()) {
        words.add(0, file.argument());
      }
      path = file.interpreter();
      words.add(0, path);
      fd = call.files().openText(call.thread(), path);
      if (fd < 0) {
        return fd;
      }
      read = file.read(call.files(), fd);
    }
    long result = read == 0 ? prepare(call, registers, fd, given, words) : read;
    call.files().close(fd);
    return result;
  }

  private long prepare(
      NotifiedCall call, Registers registers, int fd, String given, List<String> words) {
    ElfProgram elf = Objects.requireNonNull(file.elf());
    long base = elf.relocatable() ? PROGRAM_BASE + random.nextInt(BASES) * BASE_STEP : 0;
    LoadedProgram program = new LoadedProgram(elf, call.files().pathOnMachine(fd), base);
    String inside = call.files().pathInside(fd);
    ClosedFiles closed = new ClosedFiles(calls);
    noteClosed(fd, closed);
    LoadedProgram interpreter = null;
    long result = 0;
    if (!file.interpreter().isEmpty()) {
      int location = call.files().openText(call.thread(), file.interpreter());
      result = location < 0 ? location : file.read(call.files(), location);
      if (result == 0) {
        noteClosed(location, closed);
        interpreter = interpreter(call.files().pathOnMachine(location));
      }
      if (result == -Errno.ENOEXEC || (result == 0 && interpreter == null)) {
        result = -Errno.ELIBBAD;
      }
      if (location >= 0) {
        call.files().close(location);
      }
    }
    Start start =
        new Start(
            program,
            interpreter,
            inside,
            given,
            registers.argument(0),
            registers.argument(1),
            closed);
    if (result == 0) {
      result = arguments.write(call.thread(), registers, loader, words);
    }
    if (result == 0) {
      starts.put(call.thread(), start);
    } else {
      closed.giveUp();
    }
    return result;
  }

  /** The file in hand as an interpreter; null where it is none. */
  private @Nullable LoadedProgram interpreter(String path) {
    ElfProgram head = file.elf();
    return head == null
        ? null
        : new LoadedProgram(head, path, INTERPRETER_BASE + random.nextInt(BASES) * BASE_STEP);
  }

  private void noteClosed(int fd, ClosedFiles closed) {
    if (file.isClosed()) {
      closed.add(fd, file.permissions());
    }
  }

  /** Puts the registers back after an execve(2) that has failed; false where none was prepared. */
  boolean restore(int thread, Registers registers) {
    Start start = starts.remove(thread);
    if (start == null) {
      return false;
    }
    start.closed().restore();
    registers.setArgument(0, start.oldPath());
    registers.setArgument(1, start.oldArguments());
    return true;
  }

  /**
   * Tells the loader what to map, as soon as it is there.
   *
   * @param former the thread's number when it called
   * @return false where nothing was prepared
   */
  boolean load(int thread, int former, Registers registers) {
    Start start = starts.remove(former);
    if (start == null) {
      return false;
    }
    starts.put(thread, start);
    start.closed().openUp();
    names.put(thread, start.path());
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        SyscallProgram.Entry.of(
                "name the thread",
                SyscallNumber.PRCTL,
                value(PR_SET_NAME),
                SyscallProgram.cString(shortName(start.given())))
            .ignoringErrors());
    int fd = freeDescriptor(thread);
    start.program().map(program, fd, mark);
    if (start.interpreter() != null) {
      start.interpreter().map(program, fd, mark);
    }
    start.program().openStack(program, registers.stack());
    program.add("begin", SyscallNumber.CHDIR, value(0));
    write(thread, ExecutableProgram.loaderData(program.build(), Architecture.X86_64));
    describe(thread, start, registers.stack());
    return true;
  }

  private static byte[] shortName(String path) {
    byte[] last = path.substring(path.lastIndexOf('/') + 1).getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(last, Math.min(last.length, LONGEST_NAME));
  }

  private int freeDescriptor(int thread) {
    int fd = HIGHEST_FD;
    while (fd > 3 && isOpen(thread, fd)) {
      fd--;
    }
    return fd;
  }

  private boolean isOpen(int thread, int fd) {
    return calls
            .plain()
            .call(
                SyscallNumber.FACCESSAT,
                KernelConstants.AT_FDCWD,
                proc.ofDescriptorInfo(thread, fd),
                0)
        == 0;
  }

  private void write(int thread, byte[] data) {
    block.putBytes(0, data, 0, data.length);
    memory.write(thread, ExecutableProgram.loaderAddress(), block, 0, data.length);
    used = Math.max(used, data.length);
  }

  /** Tells the program its own facts in the place of the loader's. */
  private void describe(int thread, Start start, long stack) {
    byte[] given = start.given().getBytes(StandardCharsets.ISO_8859_1);
    long address = ExecutableProgram.loaderAddress() + ROOM_OF_LOADER - ROOM_FOR_NAME;
    block.putBytes(0, given, 0, given.length);
    block.putByte(given.length, (byte) 0);
    memory.write(thread, address, block, 0, given.length + 1);
    target.turnTo(thread);
    new AuxiliaryVector(start.program(), start.interpreter(), address).writeTo(target, stack);
  }

  /** Whether a thread's program is being loaded. */
  boolean isLoading(int thread) {
    return starts.containsKey(thread);
  }

  /**
   * Lets the program begin that the loader has mapped. What the loader was told goes: it holds the
   * mark that lets calls pass the filter.
   */
  void begin(int thread, Registers registers) {
    Start start = Objects.requireNonNull(starts.remove(thread));
    start.closed().restore();
    LoadedProgram interpreter = start.interpreter();
    clearTails(thread, start.program());
    if (interpreter != null) {
      clearTails(thread, interpreter);
    }
    block.clear(0, used);
    memory.write(thread, ExecutableProgram.loaderAddress(), block, 0, used);
    long entry = interpreter == null ? start.program().entry() : interpreter.entry();
    registers.beginAt(entry, registers.stack());
  }

  private void clearTails(int thread, LoadedProgram program) {
    block.clear(0, PAGE);
    program.forEachTail((address, length) -> memory.write(thread, address, block, 0, length));
  }

  /** Forgets a thread that is gone. */
  void forget(int thread) {
    Start start = starts.remove(thread);
    if (start != null) {
      start.closed().restore();
    }
  }

  private static String text(NativeBuffer from, int length) {
    return new String(from.getBytes(0, length), StandardCharsets.ISO_8859_1);
  }
}
