package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SeccompListener;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.TextPatch;
import io.grampus.os.TrampolineCode;
import io.grampus.os.Architecture;
import io.grampus.sandbox.emulation.PatchedTexts.Text;
import java.util.Arrays;
import java.util.Optional;

/**
 * Changes the code of processes that make many calls, so that they answer the frequent ones
 * themselves: {@link TextPatch}. The changed pages are copies of that process's own. Belongs to one
 * thread.
 */
final class CallPatcher {
  /** From the so many-th call on a process's code is changed. */
  private static final int FREQUENT = Integer.getInteger("grampus.patch.after", 4);

  /** Finding the call sites of a library is worth it in a sandbox with so many calls. */
  private static final int WORTH_SEARCHING = 64;

  private static final int EXECVE = SyscallNumber.EXECVE.on(Architecture.X86_64);
  private static final int O_RDWR = 2;
  private static final int LARGEST_TEXT = 1 << 25;
  private static final int HEAD = 4096;

  private final Syscalls syscalls;
  private final PatchedTexts texts;
  private final FrequentCallers callers = new FrequentCallers();
  private final MemoryMap map;
  private final ProcPath proc = new ProcPath();
  private final StatLayout layout;
  private final NativeBuffer status;
  private final NativeBuffer memory = NativeBuffer.allocate(HEAD);

  CallPatcher(Syscalls syscalls, PatchedTexts texts) {
    this.syscalls = syscalls;
    this.texts = texts;
    this.map = new MemoryMap(syscalls);
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.status = NativeBuffer.allocate(layout.size());
  }

  /** Hears of a call that is about to be answered. */
  void heard(NotifiedCall call, SeccompListener listener) {
    int thread = listener.thread();
    if (!TrampolineCode.answers(listener.number())) {
      if (listener.number() == EXECVE) {
        callers.forget(thread);
      }
      return;
    }
    int heard = texts.hear();
    int count = callers.count(thread, listener.instruction());
    if (count >= FREQUENT && heard >= WORTH_SEARCHING) {
      callers.dismiss(thread);
      if (call.credentials().isPlainRoot() && isSingle(thread)) {
        patch(thread, listener);
      }
    }
  }

  /** Whether the process has one thread: the directory of its threads has one more link for each. */
  private boolean isSingle(int thread) {
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, "task"),
            status.address(),
            0);
    return result == 0 && status.getLong(16) == 3;
  }

  private void patch(int thread, SeccompListener listener) {
    if (!map.open(thread)) {
      return;
    }
    long head = 0;
    long headDevice = 0;
    long headInode = 0;
    boolean found = false;
    while (!found && map.next()) {
      if (map.inode() != 0 && map.offset() == 0) {
        head = map.start();
        headDevice = map.device();
        headInode = map.inode();
      }
      found = map.contains(listener.instruction());
    }
    map.close();
    if (!found || !map.isCode() || map.inode() == 0 || map.inode() != headInode || map.device() != headDevice) {
      return;
    }
    int fd = open(thread);
    if (fd < 0) {
      return;
    }
    if (listener.stillValid()) {
      write(fd, head);
    }
    syscalls.call(SyscallNumber.CLOSE, fd);
  }

  private int open(int thread) {
    return (int)
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, "mem"),
            O_RDWR | KernelConstants.O_CLOEXEC);
  }

  private void write(int fd, long head) {
    if (!read(fd, head, memory, HEAD)) {
      return;
    }
    int end = ElfHead.endOfCode(memory, map.offset());
    if (end <= 0 || end > map.length() || map.length() - end >= HEAD) {
      return;
    }
    Text text = new Text(map.device(), map.inode(), map.offset(), end);
    Optional<TextPatch> known = texts.find(text);
    if (known == null) {
      known = search(fd, end);
      texts.note(text, known);
    }
    if (known.isPresent() && fits(fd, known.get())) {
      apply(fd, known.get());
    }
  }

  private Optional<TextPatch> search(int fd, int end) {
    if (map.length() > LARGEST_TEXT) {
      return Optional.empty();
    }
    int length = (int) map.length();
    NativeBuffer whole = NativeBuffer.allocate(length);
    return read(fd, map.start(), whole, length)
        ? TextPatch.of(whole.getBytes(0, length), end, texts.marker())
        : Optional.empty();
  }

  /** Whether the code is what the patch was made for, and nobody has changed it. */
  private boolean fits(int fd, TextPatch patch) {
    if (!has(fd, patch.room(), new byte[patch.code().length])) {
      return false;
    }
    for (TextPatch.Span span : patch.spans()) {
      if (!has(fd, span.offset(), span.before())) {
        return false;
      }
    }
    return true;
  }

  private boolean has(int fd, int offset, byte[] expected) {
    return read(fd, map.start() + offset, memory, expected.length)
        && Arrays.equals(memory.getBytes(0, expected.length), expected);
  }

  private void apply(int fd, TextPatch patch) {
    boolean written = put(fd, patch.room(), patch.code());
    for (TextPatch.Span span : patch.spans()) {
      written = written && put(fd, span.offset(), span.after());
    }
    if (written) {
      texts.countProcess();
    }
  }

  private boolean put(int fd, int offset, byte[] bytes) {
    memory.putBytes(0, bytes, 0, bytes.length);
    return syscalls.call(
            SyscallNumber.PWRITE64, fd, memory.address(), bytes.length, map.start() + offset)
        == bytes.length;
  }

  private boolean read(int fd, long address, NativeBuffer destination, int length) {
    return syscalls.call(SyscallNumber.PREAD64, fd, destination.address(), length, address)
        == length;
  }

  /** Makes a process's calls heard again, whatever of its code was changed, for as long as it runs. */
  void switchOff(int thread) {
    if (texts.processes() == 0 || !map.open(thread)) {
      return;
    }
    int fd = open(thread);
    while (fd >= 0 && map.next()) {
      long room = texts.roomIn(map);
      if (room != 0
          && syscalls.call(SyscallNumber.PREAD64, fd, memory.address(), Long.BYTES, room)
              == Long.BYTES
          && memory.getLong(0) == TextPatch.inUse()) {
        memory.putByte(0, (byte) 0);
        syscalls.call(SyscallNumber.PWRITE64, fd, memory.address(), 1, room);
      }
    }
    syscalls.call(SyscallNumber.CLOSE, fd);
    map.close();
  }
}
