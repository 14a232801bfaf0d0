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
  private static final int ALIGNMENT = 16;
  private static final int MOST_ARGUMENTS = 1 << 20;
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
  private static final int WINDOW = 4096;

  private static final int AT_PHDR = 3;
  private static final int AT_PHENT = 4;
  private static final int AT_PHNUM = 5;
  private static final int AT_BASE = 7;
  private static final int AT_ENTRY = 9;
  private static final int AT_EXECFN = 31;

  private final RootCalls calls;
  private final ProcessMemory memory;
  private final ProgramFile file;
  private final ProgramNames names;
  private final byte[] loader;
  private final long mark;
  private final Random random = new Random();
  private final NativeBuffer window = NativeBuffer.allocate(WINDOW);
  private final NativeBuffer block = NativeBuffer.allocate(ROOM_OF_LOADER);
  private final NativeBuffer name = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private final ProcPath proc = new ProcPath();
  private final Map<Integer, Start> starts = new HashMap<>();
  private long windowAt = -1;
  private int used;

  /**
   * A program that is being started.
   *
   * @param program the file that is executed, at last
   * @param interpreter what loads its libraries; null where it needs none
   * @param path the program's path inside
   * @param given the path that execve(2) was given
   * @param oldPath the register's value before, to be put back on failure; likewise the arguments
   */
  private record Start(
      LoadedProgram program,
      @Nullable LoadedProgram interpreter,
      String path,
      String given,
      long oldPath,
      long oldArguments,
      List<Closed> closed) {}

  /** A file whose mode keeps its owner from reading it, by a descriptor of our own. */
  private record Closed(int fd, int permissions) {}

  ProgramStart(
      RootCalls calls, FileInspector inspector, ProgramNames names, Path loader, long mark) {
    this.calls = calls;
    this.memory = new ProcessMemory(calls.plain());
    this.file = new ProgramFile(calls, inspector);
    this.names = names;
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
    List<Closed> closed = new ArrayList<>();
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
      result = writeArguments(call.thread(), registers, words);
    }
    if (result == 0) {
      starts.put(call.thread(), start);
    } else {
      closed.forEach(this::close);
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

  /**
   * Puts the loader's path, and for a script the longer list of arguments, below the stack, where
   * execve(2) reads them before the memory is gone.
   */
  private long writeArguments(int thread, Registers registers, List<String> words) {
    List<Long> arguments = words.isEmpty() ? List.of() : arguments(thread, registers.argument(1));
    int size = loader.length + 1;
    for (String word : words) {
      size += word.length() + 1;
    }
    int list = up(size);
    int total = up(list + (words.size() + arguments.size() + 1) * Long.BYTES);
    NativeBuffer memoryBelow = NativeBuffer.allocate(total);
    long address = registers.roomBelowStack(total);
    int position = put(memoryBelow, 0, loader);
    int slot = list;
    for (String word : words) {
      memoryBelow.putLong(slot, address + position);
      position = put(memoryBelow, position, word.getBytes(StandardCharsets.ISO_8859_1));
      slot += Long.BYTES;
    }
    for (long argument : arguments) {
      memoryBelow.putLong(slot, argument);
      slot += Long.BYTES;
    }
    if (memory.write(thread, address, memoryBelow, 0, total) != total) {
      return -Errno.ENOMEM;
    }
    registers.setArgument(0, address);
    if (!words.isEmpty()) {
      registers.setArgument(1, address + list);
    }
    return 0;
  }

  private void noteClosed(int fd, List<Closed> closed) {
    if (file.isClosed()) {
      closed.add(new Closed(MountedFiles.copy(calls.plain(), fd), file.permissions()));
    }
  }

  /** Lets the loader read what it could not, until the program begins. */
  private void openUp(Start start) {
    for (Closed each : start.closed()) {
      changeMode(each, each.permissions() | ProgramFile.OWNER_READ);
    }
  }

  private void closeAgain(Start start) {
    for (Closed each : start.closed()) {
      changeMode(each, each.permissions());
      close(each);
    }
  }

  private void close(Closed file) {
    calls.plain().call(SyscallNumber.CLOSE, file.fd());
  }

  private void changeMode(Closed file, int permissions) {
    long place = proc.ofOwnDescriptor(file.fd());
    calls.plain().call(SyscallNumber.FCHMODAT, KernelConstants.AT_FDCWD, place, permissions);
  }

  private static int up(int size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  private static int put(NativeBuffer target, int position, byte[] text) {
    target.putBytes(position, text, 0, text.length);
    return position + text.length + 1;
  }

  /** The addresses of all arguments but the first. */
  private List<Long> arguments(int thread, long list) {
    List<Long> found = new ArrayList<>();
    forget();
    long position = list == 0 ? 0 : list + Long.BYTES;
    long argument = list == 0 || longAt(thread, list) == 0 ? 0 : longAt(thread, position);
    while (argument != 0 && found.size() < MOST_ARGUMENTS) {
      found.add(argument);
      position += Long.BYTES;
      argument = longAt(thread, position);
    }
    return found;
  }

  private void forget() {
    windowAt = -1;
  }

  /** A word of the thread's memory; 0 where there is none. */
  private long longAt(int thread, long address) {
    long start = address & -WINDOW;
    if (windowAt != start) {
      window.clear(0, WINDOW);
      memory.read(thread, start, window, 0, WINDOW);
      windowAt = start;
    }
    return window.getLong((int) (address - start));
  }

  /** Puts the registers back after an execve(2) that has failed; false where none was prepared. */
  boolean restore(int thread, Registers registers) {
    Start start = starts.remove(thread);
    if (start == null) {
      return false;
    }
    closeAgain(start);
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
    openUp(start);
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

  /** Makes the auxiliary vector speak of the program instead of the loader. */
  private void describe(int thread, Start start, long stack) {
    forget();
    long position = stack + (longAt(thread, stack) + 2) * Long.BYTES;
    while (longAt(thread, position) != 0) {
      position += Long.BYTES;
    }
    position += Long.BYTES;
    for (long key = longAt(thread, position); key != 0; key = longAt(thread, position)) {
      describe(thread, start, position + Long.BYTES, (int) key);
      position += 2 * Long.BYTES;
    }
  }

  private void describe(int thread, Start start, long place, int key) {
    LoadedProgram interpreter = start.interpreter();
    switch (key) {
      case AT_PHDR -> put(thread, place, start.program().headers());
      case AT_PHENT -> put(thread, place, ElfProgram.SIZE_OF_HEADER);
      case AT_PHNUM -> put(thread, place, start.program().elf().headerCount());
      case AT_BASE -> put(thread, place, interpreter == null ? 0 : interpreter.base());
      case AT_ENTRY -> put(thread, place, start.program().entry());
      case AT_EXECFN -> {
        byte[] given = start.given().getBytes(StandardCharsets.ISO_8859_1);
        long address = ExecutableProgram.loaderAddress() + ROOM_OF_LOADER - ROOM_FOR_NAME;
        block.putBytes(0, given, 0, given.length);
        block.putByte(given.length, (byte) 0);
        memory.write(thread, address, block, 0, given.length + 1);
        put(thread, place, address);
      }
      default -> {}
    }
  }

  private void put(int thread, long address, long word) {
    block.putLong(0, word);
    memory.write(thread, address, block, 0, Long.BYTES);
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
    closeAgain(start);
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
    block.clear(0, WINDOW);
    program.forEachTail((address, length) -> memory.write(thread, address, block, 0, length));
  }

  /** Forgets a thread that is gone. */
  void forget(int thread) {
    Start start = starts.remove(thread);
    if (start != null) {
      closeAgain(start);
    }
  }

  private static String text(NativeBuffer from, int length) {
    return new String(from.getBytes(0, length), StandardCharsets.ISO_8859_1);
  }
}
