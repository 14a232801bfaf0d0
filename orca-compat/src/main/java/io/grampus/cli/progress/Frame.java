package io.grampus.cli.progress;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Collects the lines to paint, and chooses among them when there are more than rows. */
final class Frame {
  private final List<StyledLine> head = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  private record Block(List<StyledLine> lines, boolean running) {}

  /** Adds a line that stays on top. */
  void head(StyledLine line) {
    head.add(line);
  }

  /** Adds the lines of one vertex. */
  void block(List<StyledLine> lines, boolean running) {
    blocks.add(new Block(lines, running));
  }

  /**
   * All lines where there is room. Else vertices that have ended go first, the oldest before the
   * others; then lines of those that run.
   */
  List<StyledLine> within(int rows) {
    List<Block> kept = new ArrayList<>(blocks);
    int size = head.size() + blocks.stream().mapToInt(block -> block.lines().size()).sum();
    Iterator<Block> oldest = kept.iterator();
    while (size > rows && oldest.hasNext()) {
      Block block = oldest.next();
      if (!block.running()) {
        oldest.remove();
        size -= block.lines().size();
      }
    }
    List<StyledLine> result = new ArrayList<>(head);
    kept.forEach(block -> result.addAll(block.lines()));
    return result.subList(0, Math.max(0, Math.min(rows, result.size())));
  }
}
