package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What to write into a program's code so that frequent calls are answered in the process: the code
 * of {@link TrampolineCode} behind the end of the program's own, where the last page of its mapping
 * is not used, and jumps in the place of call sites. All offsets are relative to the mapping, so
 * that one patch fits every process that has the same file mapped.
 *
 * @param spans what is changed, in the order in which it may be: the added code first
 */
public record TextPatch(List<Span> spans) {
  /** What code gets that cannot be changed. */
  public static final TextPatch NONE = new TextPatch(List.of());

  private static final int ALIGNMENT = 16;
  private static final int PAGE = 4096;

  /** A piece of a page of the program's code. */
  public static final class Span {
    private final int offset;
    private final byte[] before;
    private final byte[] after;

    private Span(int offset, byte[] before, byte[] after) {
      this.offset = offset;
      this.before = before;
      this.after = after;
    }

    /** Where it begins. */
    public int offset() {
      return offset;
    }

    /** Its length in bytes. */
    public int length() {
      return before.length;
    }

    /** Whether memory holds from there on what is to be changed. */
    public boolean isUnchanged(NativeBuffer memory, int start) {
      return memory.has(start, before);
    }

    /** Puts what it is to be changed to at the start of memory. */
    public void putTo(NativeBuffer memory) {
      memory.putBytes(0, after, 0, after.length);
    }
  }

  /** Copies the list. */
  public TextPatch {
    spans = List.copyOf(spans);
  }

  /** Whether nothing is changed. */
  public boolean isEmpty() {
    return spans.isEmpty();
  }

  /** Where the added code begins. */
  public int room() {
    return spans.get(0).offset();
  }

  /** What the first eight bytes of the added code are while it is in use. */
  public static long inUse() {
    return TrampolineCode.IN_USE;
  }

  /**
   * Makes the patch for a mapping.
   *
   * @param text the mapping
   * @param length of the mapping, which is that of whole pages
   * @param end where the program's code ends
   * @param marker what the filter looks for
   * @return {@link #NONE} where there are no call sites, or no unused room for the code behind them
   */
  public static TextPatch of(NativeBuffer text, int length, int end, long marker) {
    int room = (end + ALIGNMENT - 1) & -ALIGNMENT;
    if (!isUnused(text, end, length)) {
      return NONE;
    }
    TrampolineCode code = new TrampolineCode(length - room, marker);
    List<Span> jumps = new ArrayList<>();
    for (CallSite site : byImportance(CallSite.in(text, end))) {
      int entry = code.add(site, room, text);
      if (entry > 0) {
        jumps.add(jump(text, site, room + entry));
      }
    }
    if (jumps.isEmpty()) {
      return NONE;
    }
    jumps.sort(Comparator.comparing(Span::offset));
    byte[] added = code.toByteArray();
    List<Span> spans = new ArrayList<>();
    spans.add(new Span(room, new byte[added.length], added));
    spans.addAll(joined(text, jumps));
    return new TextPatch(spans);
  }

  private static boolean isUnused(NativeBuffer text, int end, int length) {
    for (int position = end; position < length; position++) {
      if (text.getByte(position) != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<CallSite> byImportance(List<CallSite> sites) {
    return sites.stream()
        .sorted(Comparator.comparing(site -> TrampolineCode.routine(site.number())))
        .toList();
  }

  private static Span jump(NativeBuffer text, CallSite site, int target) {
    byte[] before = text.getBytes(site.offset(), site.length());
    byte[] after = before.clone();
    ByteBuffer.wrap(after)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(TrampolineCode.JUMP)
        .putInt(target - site.offset() - CallSite.LENGTH_OF_MOV);
    return new Span(site.offset(), before, after);
  }

  /** Makes one span of all in a page, with what stands between. */
  private static List<Span> joined(NativeBuffer text, List<Span> jumps) {
    List<Span> spans = new ArrayList<>();
    int first = 0;
    for (int next = 1; next <= jumps.size(); next++) {
      int page = jumps.get(first).offset() / PAGE;
      if (next == jumps.size() || jumps.get(next).offset() / PAGE != page) {
        spans.add(joinedInOne(text, jumps.subList(first, next)));
        first = next;
      }
    }
    return spans;
  }

  private static Span joinedInOne(NativeBuffer text, List<Span> jumps) {
    int start = jumps.get(0).offset();
    Span last = jumps.get(jumps.size() - 1);
    int end = last.offset() + last.length();
    byte[] before = text.getBytes(start, end - start);
    byte[] after = before.clone();
    for (Span jump : jumps) {
      System.arraycopy(jump.after, 0, after, jump.offset() - start, jump.length());
    }
    return new Span(start, before, after);
  }
}
