package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to write into a program's code so that frequent calls are answered in the process: the code
 * of {@link TrampolineCode} behind the end of the program's own, where the last page of its mapping
 * is not used, and jumps in the place of call sites. All offsets are relative to the mapping, so
 * that one patch fits every process that has the same file mapped.
 *
 * @param room where the added code begins
 * @param code what is added
 * @param spans what is changed, a piece of one page each
 */
public record TextPatch(int room, byte[] code, List<Span> spans) {
  private static final int ALIGNMENT = 16;
  private static final int PAGE = 4096;

  /**
   * A piece of the program's code.
   *
   * @param offset where it begins
   * @param before what stands there
   * @param after what is to stand there, of the same length
   */
  public record Span(int offset, byte[] before, byte[] after) {}

  /** Copies the list. */
  public TextPatch {
    spans = List.copyOf(spans);
  }

  /** What the first eight bytes of the added code are while it is in use. */
  public static long inUse() {
    return TrampolineCode.IN_USE;
  }

  /**
   * Makes the patch for a mapping.
   *
   * @param text the whole mapping, to the end of its last page
   * @param end where the program's code ends
   * @param marker what the filter looks for
   * @return empty where there are no call sites, or no unused room for the code behind them
   */
  public static Optional<TextPatch> of(byte[] text, int end, long marker) {
    int room = (end + ALIGNMENT - 1) & -ALIGNMENT;
    if (!isUnused(text, end)) {
      return Optional.empty();
    }
    TrampolineCode code = new TrampolineCode(text.length - room, marker);
    List<CallSite> sites = new ArrayList<>(CallSite.in(text, end));
    sites.sort(Comparator.comparing(site -> TrampolineCode.routine(site.number())));
    byte[] patched = text.clone();
    List<CallSite> taken = new ArrayList<>();
    for (CallSite site : sites) {
      TrampolineCode.Routine routine = TrampolineCode.routine(site.number());
      if (routine != null && code.takes(routine)) {
        int entry = room + code.add(routine, site.number(), site.offset() - room);
        putJump(patched, site.offset(), entry);
        taken.add(site);
      }
    }
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(new TextPatch(room, code.toByteArray(), spans(taken, text, patched)));
  }

  private static boolean isUnused(byte[] text, int end) {
    for (int position = end; position < text.length; position++) {
      if (text[position] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void putJump(byte[] text, int offset, int target) {
    ByteBuffer.wrap(text, offset, CallSite.LENGTH_OF_MOV)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(TrampolineCode.JUMP)
        .putInt(target - offset - CallSite.LENGTH_OF_MOV);
  }

  /** One span a page, from the first site in it to the last; a site may reach into the next. */
  private static List<Span> spans(List<CallSite> sites, byte[] before, byte[] after) {
    int[] offsets = sites.stream().mapToInt(CallSite::offset).sorted().toArray();
    List<Span> spans = new ArrayList<>();
    int first = 0;
    for (int index = 1; index <= offsets.length; index++) {
      if (index == offsets.length || offsets[index] / PAGE != offsets[first] / PAGE) {
        int start = offsets[first];
        int end = offsets[index - 1] + CallSite.LENGTH;
        spans.add(
            new Span(
                start, Arrays.copyOfRange(before, start, end), Arrays.copyOfRange(after, start, end)));
        first = index;
      }
    }
    return spans;
  }
}
