package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SeccompListener;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.TextPatch;
import io.grampus.sandbox.emulation.PatchedTexts.Text;

/**
 * Changes the code of processes through {@code /proc/PID/mem}, which copies the pages for them, so
 * that neither files nor other processes change. Belongs to one thread.
 */
final class ProcessText {
  private static final int O_RDWR = 2;
  private static final int PAGE = 4096;
  private static final int SIZE_OF_VECTOR = 16;

  /** More than a page of added code has entries for. */
  private static final int MOST_SPANS = 128;

  private static final int LARGEST_TEXT = 1 << 25;

  private final Syscalls syscalls;
  private final PatchedTexts texts;
  private final ProcessMemory memory;
  private final MemoryMap map;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer content = NativeBuffer.allocate(32 * PAGE);
  private final NativeBuffer vectors = NativeBuffer.allocate(MOST_SPANS * SIZE_OF_VECTOR);

  ProcessText(Syscalls syscalls, PatchedTexts texts) {
    this.syscalls = syscalls;
    this.texts = texts;
    this.memory = new ProcessMemory(syscalls);
    this.map = new MemoryMap(syscalls);
  }

  /** Changes the code that the call in hand was made from; false where that cannot be. */
  boolean patch(SeccompListener listener) {
    int thread = listener.thread();
    if (!map.open(thread)) {
      return false;
    }
    int end = findCode(thread, listener.instruction());
    map.close();
    if (end == 0) {
      return false;
    }
    Text text = new Text(map.device(), map.inode(), map.offset(), end);
    TextPatch patch = texts.find(text);
    if (patch == null) {
      patch = search(thread, end);
      if (!listener.stillValid()) {
        return false; // what was read may have been another process's
      }
      texts.note(text, patch);
    }
    return !patch.isEmpty() && isAsBefore(thread, patch) && write(listener, patch);
  }

  /** Where the mapping begins that was looked at last. */
  long start() {
    return map.start();
  }

  /** Where it ends. */
  long end() {
    return map.start() + map.length();
  }

  /** Goes to the mapping of the code at an address, and tells where the code in it ends, else 0. */
  private int findCode(int thread, long address) {
    if (!map.find(address) || !map.isCode() || map.inode() == 0) {
      return 0;
    }
    long device = map.device();
    long inode = map.inode();
    long offset = map.offset();
    long start = map.start();
    boolean head = map.find(start - offset) && map.offset() == 0;
    if (!head || map.inode() != inode || map.device() != device) {
      return 0;
    }
    boolean read = memory.read(thread, start - offset, content, 0, PAGE) == PAGE;
    int end = read ? ElfHead.endOfCode(content, offset) : 0;
    boolean again = map.find(start);
    boolean inLastPage = end <= map.length() && map.length() - end < PAGE;
    return again && inLastPage ? end : 0;
  }

  private TextPatch search(int thread, int end) {
    int length = (int) map.length();
    if (map.length() > LARGEST_TEXT) {
      return TextPatch.NONE;
    }
    NativeBuffer text = NativeBuffer.allocate(length);
    return memory.read(thread, map.start(), text, 0, length) == length
        ? TextPatch.of(text, length, end, texts.marker())
        : TextPatch.NONE;
  }

  /** Whether all the code is still what the patch was made for. */
  private boolean isAsBefore(int thread, TextPatch patch) {
    int count = 0;
    int length = 0;
    for (TextPatch.Span span : patch.spans()) {
      vectors.putLong(count, map.start() + span.offset());
      vectors.putLong(count + Long.BYTES, span.length());
      count += SIZE_OF_VECTOR;
      length += span.length();
    }
    return length <= content.size()
        && memory.gather(thread, vectors, patch.spans().size(), content) == length
        && contentIs(patch);
  }

  private boolean contentIs(TextPatch patch) {
    int offset = 0;
    for (TextPatch.Span span : patch.spans()) {
      if (!span.isUnchanged(content, offset)) {
        return false;
      }
      offset += span.length();
    }
    return true;
  }

  /** The process waits in the call in hand; one that is gone by now has left no memory. */
  private boolean write(SeccompListener listener, TextPatch patch) {
    long fd = open(listener.thread());
    boolean written = !Syscalls.failed(fd) && listener.stillValid();
    texts.noteChange();
    for (TextPatch.Span span : patch.spans()) {
      span.putTo(content);
      written = written && put(fd, map.start() + span.offset(), span.length());
    }
    syscalls.call(SyscallNumber.CLOSE, fd);
    return written;
  }

  private long open(int thread) {
    return syscalls.call(
        SyscallNumber.OPENAT,
        KernelConstants.AT_FDCWD,
        proc.of(thread, "mem"),
        O_RDWR | KernelConstants.O_CLOEXEC);
  }

  /** Copies the start of the content to the process. */
  private boolean put(long fd, long address, int length) {
    return syscalls.call(SyscallNumber.PWRITE64, fd, content.address(), length, address) == length;
  }

  /** Makes the process's calls heard again, whatever of its code was changed. */
  void switchOff(int thread) {
    if (!map.open(thread)) {
      return;
    }
    long fd = open(thread);
    while (map.next()) {
      long room = texts.roomIn(map);
      boolean read = room != 0 && memory.read(thread, room, content, 0, Long.BYTES) == Long.BYTES;
      if (read && content.getLong(0) == TextPatch.inUse()) {
        content.putByte(0, (byte) 0);
        put(fd, room, 1);
      }
    }
    syscalls.call(SyscallNumber.CLOSE, fd);
    map.close();
  }
}
