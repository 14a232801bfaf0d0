package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The path in hand, in native memory with room before it for the folder it starts from, and the
 * operations on its text that finding a file takes. Allocates nothing per path.
 */
final class TargetPath {
  /** The longest path the kernel takes, NUL included: path_resolution(7). */
  static final int PATH_MAX = 4096;

  /** Where the text that the process passed is read to. */
  static final int ARGUMENT = PATH_MAX;

  /** The longest that a path becomes here, by a folder or a link's text before it. */
  static final int LONGEST = 2 * PATH_MAX - 1;

  static final int NAME_MAX = 255;
  private static final byte[] PROC = ascii("/proc");
  private static final byte[] DELETED = ascii(" (deleted)");
  private static final byte[] STDIN = ascii("/dev/stdin");
  private static final byte[] STDOUT = ascii("/dev/stdout");
  private static final byte[] STDERR = ascii("/dev/stderr");
  private static final byte[][] DESCRIPTORS = {
    ascii("/dev/fd/"), ascii("/proc/self/fd/"), ascii("/proc/thread-self/fd/")
  };

  private final NativeBuffer memory = NativeBuffer.allocate(3 * PATH_MAX);
  private final NativeBuffer name = NativeBuffer.allocate(NAME_MAX + 1);
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private final NativeBuffer dot = NativeBuffer.cString(ascii("."));
  private final DescriptorPrefix prefix = new DescriptorPrefix();
  private int start;
  private int end;
  private int cut;
  private byte cutByte;
  private boolean nameIsDirectory;
  private boolean outside;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  NativeBuffer memory() {
    return memory;
  }

  /** Address of the whole path, NUL-terminated. */
  long address() {
    return memory.address() + start;
  }

  /** Address of an empty path. */
  long emptyAddress() {
    return empty.address();
  }

  /** Address of the path of one dot. */
  long dotAddress() {
    return dot.address();
  }

  /** There is no path in hand. */
  void unset() {
    outside = false;
    end = 0;
  }

  /** Whether there is a path in hand. */
  boolean isSet() {
    return end > 0;
  }

  /** The text at {@link #ARGUMENT} is the path. */
  void setArgument(int length) {
    start = ARGUMENT;
    end = ARGUMENT + length;
    outside = false;
  }

  boolean isAbsolute() {
    return memory.getByte(start) == '/';
  }

  /** Takes the machine's name of the root off, or notes that the path leads elsewhere. */
  void enterRoot(byte[] prefix) {
    int rest = start + prefix.length;
    outside = !startsWith(prefix) || (rest < end && memory.getByte(rest) != '/');
    if (!outside && rest == end) {
      memory.putByte(start, (byte) '/');
      end = start + 1;
      memory.putByte(end, (byte) 0);
    } else if (!outside) {
      start = rest;
    }
  }

  /** Whether the path is one of the machine, outside of the root. */
  boolean isOutside() {
    return outside;
  }

  /** Whether a folder was put before it. */
  boolean hasPrefix() {
    return start < ARGUMENT;
  }

  /** Puts a folder as proc(5) tells it before the path; false where that is no place any more. */
  boolean prepend(NativeBuffer folder, int length) {
    if (length <= 0 || length >= PATH_MAX - 1 || folder.getByte(0) != '/') {
      return false;
    }
    if (isOfRemoved(folder, length)) {
      return false;
    }
    int kept = length == 1 ? 0 : length; // the root is but the slash that follows
    start = ARGUMENT - 1 - kept;
    for (int index = 0; index < kept; index++) {
      memory.putByte(start + index, folder.getByte(index));
    }
    memory.putByte(ARGUMENT - 1, (byte) '/');
    return true;
  }

  /** Whether proc(5) says of a folder that it was removed. */
  static boolean isOfRemoved(NativeBuffer folder, int length) {
    return length > 0 && endsWith(folder, length, DELETED);
  }

  private static boolean endsWith(NativeBuffer text, int length, byte[] ending) {
    int offset = length - ending.length;
    for (int index = 0; offset >= 0 && index < ending.length; index++) {
      if (text.getByte(offset + index) != ending[index]) {
        return false;
      }
    }
    return offset >= 0;
  }

  /** How much of the path is that root; 0 where the path is not below it. */
  int lengthOfCommonRoot(NativeBuffer root, int length) {
    if (length <= 1 || start + length >= end) {
      return 0;
    }
    for (int index = 0; index < length; index++) {
      if (memory.getByte(start + index) != root.getByte(index)) {
        return 0;
      }
    }
    return memory.getByte(start + length) == '/' ? length : 0;
  }

  boolean isBelowProc() {
    return startsWith(PROC)
        && start + PROC.length + 1 < end
        && memory.getByte(start + PROC.length) == '/';
  }

  /** The process that a path below /proc is about, or -1. */
  int process() {
    int first = start + PROC.length + 1;
    return isBelowProc() ? number(first, endOfName(first)) : -1;
  }

  /** Whether the path is that one or leads below it, as far as its text tells. */
  boolean isAtOrBelow(byte[] folder) {
    int rest = start + folder.length;
    return startsWith(folder) && (rest == end || memory.getByte(rest) == '/');
  }

  /** Whether a name in it is "." or "..", or empty, so that its text does not tell the place. */
  boolean hasDots() {
    for (int index = start; index < end; index++) {
      if (memory.getByte(index) == '/' && index + 1 < end) {
        byte next = memory.getByte(index + 1);
        boolean dots = next == '.' && isDots(index + 1, nameLength(index + 1));
        if (next == '/' || dots) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many dots the last name is; 0 where it is another name. */
  int dotsAtEnd() {
    int last = end;
    while (last > start + 1 && memory.getByte(last - 1) == '/') {
      last--;
    }
    int first = last;
    while (first > start && memory.getByte(first - 1) != '/') {
      first--;
    }
    int length = last - first;
    return length > 0 && isDots(first, length) ? length : 0;
  }

  /** Leaves names of one dot and empty ones out; ".." stays. */
  void squeeze() {
    int to = start + 1;
    int from = start + 1;
    while (from < end) {
      int length = nameLength(from);
      boolean dot = length == 1 && memory.getByte(from) == '.';
      int next = Math.min(from + length + 1, end);
      if (length > 0 && !dot) {
        while (from < next) {
          memory.putByte(to++, memory.getByte(from++));
        }
      }
      from = next;
    }
    end = to;
    memory.putByte(end, (byte) 0);
  }

  private int nameLength(int first) {
    int last = first;
    while (last < end && memory.getByte(last) != '/') {
      last++;
    }
    return last - first;
  }

  /** Address of what is left of the path behind a folder, without the slash. */
  long addressBehind(byte[] folder) {
    int rest = start + folder.length;
    return memory.address() + (rest == end ? rest : rest + 1);
  }

  /** The path as text, a character a byte. */
  String text() {
    return new String(memory.getBytes(start, end - start), StandardCharsets.ISO_8859_1);
  }

  /** How long the path is. */
  int length() {
    return end - start;
  }

  /** Copies the path, NUL included. */
  void copyTo(NativeBuffer destination, int offset) {
    for (int index = 0; index <= end - start; index++) {
      destination.putByte(offset + index, memory.getByte(start + index));
    }
  }

  /** Makes the folder of another path, whose last name was split off, the path. */
  void setFolder(TargetPath path) {
    int length = path.cut - path.start;
    for (int index = 0; index < length; index++) {
      memory.putByte(ARGUMENT + index, path.memory.getByte(path.start + index));
    }
    memory.putByte(ARGUMENT + length, (byte) 0);
    setArgument(length);
  }

  /** The name that was cut off. */
  NativeBuffer nameBuffer() {
    return name;
  }

  /** Makes another text the path. */
  void set(NativeBuffer text, int offset, int length) {
    for (int index = 0; index < length; index++) {
      memory.putByte(ARGUMENT + index, text.getByte(offset + index));
    }
    memory.putByte(ARGUMENT + length, (byte) 0);
    setArgument(length);
  }

  private boolean startsWith(byte[] prefix) {
    if (end - start < prefix.length) {
      return false;
    }
    for (int index = 0; index < prefix.length; index++) {
      if (memory.getByte(start + index) != prefix[index]) {
        return false;
      }
    }
    return true;
  }

  private boolean is(byte[] text) {
    return end - start == text.length && startsWith(text);
  }

  /** The descriptor of the process that the path names, as /dev/fd/3 does, or -1. */
  int descriptor() {
    if (end - start < 8 || memory.getByte(start + 2) == 'u') {
      return -1; // the quickest way to tell that /usr is neither
    }
    if (is(STDIN)) {
      return 0;
    }
    if (is(STDOUT)) {
      return 1;
    }
    if (is(STDERR)) {
      return 2;
    }
    for (byte[] prefix : DESCRIPTORS) {
      if (startsWith(prefix)) {
        return number(start + prefix.length, end);
      }
    }
    return -1;
  }

  /**
   * Makes a path below a descriptor, as {@code /proc/self/fd/3/name}, relative to it.
   *
   * @return the descriptor, or -1 where the path is none such and stays as it is
   */
  int takeFolder() {
    if (!prefix.isOf(memory, start, end)) {
      return -1;
    }
    int rest = prefix.rest();
    for (int position = rest; position <= end; position++) {
      memory.putByte(start + position - rest, memory.getByte(position));
    }
    end -= rest - start;
    return prefix.descriptor();
  }

  private int endOfName(int from) {
    int position = from;
    while (position < end && memory.getByte(position) != '/') {
      position++;
    }
    return position;
  }

  private int number(int from, int to) {
    int value = 0;
    for (int position = from; position < to; position++) {
      int digit = memory.getByte(position) - '0';
      if (digit < 0 || digit > 9 || value > 10_000_000) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return from < to ? value : -1;
  }

  /**
   * Cuts the last name off, so that the path is its directory; false where there is no such name.
   */
  boolean splitName() {
    int last = end;
    while (last > start + 1 && memory.getByte(last - 1) == '/') {
      last--;
    }
    nameIsDirectory = last < end;
    int first = last;
    while (first > start && memory.getByte(first - 1) != '/') {
      first--;
    }
    int length = last - first;
    if (first == start || length == 0 || length > NAME_MAX || isDots(first, length)) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      name.putByte(index, memory.getByte(first + index));
    }
    name.putByte(length, (byte) 0);
    cut = first;
    cutByte = memory.getByte(cut);
    memory.putByte(cut, (byte) 0);
    return true;
  }

  private boolean isDots(int first, int length) {
    return memory.getByte(first) == '.'
        && (length == 1 || (length == 2 && memory.getByte(first + 1) == '.'));
  }

  /** Undoes {@link #splitName}, which keeps the name. */
  void joinName() {
    memory.putByte(cut, cutByte);
  }

  /** Address of the name that was cut off. */
  long nameAddress() {
    return name.address();
  }

  /** Copies the name that was cut off. */
  void copyName(NativeBuffer destination) {
    for (int index = 0; index <= NAME_MAX; index++) {
      destination.putByte(index, name.getByte(index));
    }
  }

  /** Whether the name that was cut off had a slash behind it. */
  boolean nameIsDirectory() {
    return nameIsDirectory;
  }

  /** Puts what a symbolic link says in the place of the last name; false where it is too long. */
  boolean replaceName(NativeBuffer text, int length) {
    int target = ARGUMENT;
    if (text.getByte(0) == '/') {
      start = ARGUMENT;
    } else {
      target = end;
      while (target > start && memory.getByte(target - 1) == '/') {
        target--;
      }
      while (target > start && memory.getByte(target - 1) != '/') {
        target--;
      }
    }
    if (length >= PATH_MAX || target - start + length > LONGEST) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      memory.putByte(target + index, text.getByte(index));
    }
    end = target + length;
    memory.putByte(end, (byte) 0);
    return true;
  }
}
