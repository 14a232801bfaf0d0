package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The beginning of a path below /proc that leads out of it again, {@code self/cwd} for instance:
 * proc(5). Belongs to one thread.
 */
final class ProcessLink {
  private static final List<String> OWN = List.of("self", "thread-self");
  private static final List<String> NAMES = List.of("cwd", "root");

  private boolean own;
  private String name = "";
  private int rest;
  private boolean last;
  private boolean slash;

  /** Takes the path apart; false where it leads elsewhere. */
  boolean parse(NativeBuffer text, int start, int end) {
    int first = endOfName(text, start, end);
    String process = name(text, start, first);
    own = OWN.contains(process);
    boolean numbered = !process.isEmpty() && process.chars().allMatch(Character::isDigit);
    int second = skipSlashes(text, first, end);
    int third = endOfName(text, second, end);
    name = name(text, second, third);
    slash = third < end;
    rest = skipSlashes(text, third, end);
    last = rest == end;
    return (own || numbered) && NAMES.contains(name);
  }

  private static int endOfName(NativeBuffer text, int start, int end) {
    int position = start;
    while (position < end && text.getByte(position) != '/') {
      position++;
    }
    return position;
  }

  private static int skipSlashes(NativeBuffer text, int start, int end) {
    int position = start;
    while (position < end && text.getByte(position) == '/') {
      position++;
    }
    return position;
  }

  private static String name(NativeBuffer text, int start, int end) {
    return new String(text.getBytes(start, end - start), StandardCharsets.ISO_8859_1);
  }

  /** Whether it is about the process that asks. */
  boolean isOwn() {
    return own;
  }

  /** The link's name. */
  String name() {
    return name;
  }

  /** Where the path goes on. */
  int rest() {
    return rest;
  }

  /** Whether nothing but slashes comes behind the link. */
  boolean isLast() {
    return last;
  }

  /** Whether a slash comes behind it. */
  boolean hasSlash() {
    return slash;
  }
}
