package io.grampus.sandbox.emulation;

import io.grampus.os.TextPatch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The patches of one sandbox: which programs and libraries its processes have mapped, and how their
 * code is changed. Safe for several threads.
 */
public final class PatchedTexts {
  private final long marker;
  private final Map<Text, TextPatch> patches = new ConcurrentHashMap<>();
  private final List<Room> rooms = new CopyOnWriteArrayList<>();
  private volatile boolean filters;
  private volatile boolean changes;
  private final AtomicInteger heard = new AtomicInteger();

  /**
   * The code of a file.
   *
   * @param offset where its mapping begins in the file
   * @param end where the code ends, from there on
   */
  record Text(long device, long inode, long offset, int end) {}

  /**
   * Where a patch puts its own code.
   *
   * @param offset from the start of the file
   */
  private record Room(long device, long inode, long offset) {}

  /**
   * A sandbox without patches.
   *
   * @param marker by which the filter knows the calls that patches make
   */
  public PatchedTexts(long marker) {
    this.marker = marker;
  }

  /** By which the filter knows the calls that patches make. */
  public long marker() {
    return marker;
  }

  /** The patch of that code, empty where there can be none; null where nobody has looked. */
  @Nullable TextPatch find(Text text) {
    return patches.get(text);
  }

  /** Notes what {@link #find} is to find. */
  void note(Text text, TextPatch patch) {
    if (patches.putIfAbsent(text, patch) == null && !patch.isEmpty()) {
      rooms.add(new Room(text.device(), text.inode(), text.offset() + patch.room()));
    }
  }

  /** The address of a patch's own code in a mapping that may have it, or 0. */
  long roomIn(MemoryMap mapping) {
    for (Room room : rooms) {
      long distance = room.offset() - mapping.offset();
      if (room.inode() == mapping.inode()
          && room.device() == mapping.device()
          && distance >= 0
          && distance < mapping.length()) {
        return mapping.start() + distance;
      }
    }
    return 0;
  }

  /** Notes that a process has a filter of its own from now on, and all that it starts. */
  void noteFilter() {
    filters = true;
  }

  /** Whether any process may have a filter of its own. */
  boolean hasFilters() {
    return filters;
  }

  /** Notes that the code of some process is about to be changed. */
  void noteChange() {
    changes = true;
  }

  /** Whether the code of any process may have been changed. */
  boolean hasChanges() {
    return changes;
  }

  /** Counts a call that a patch could answer; how many there were. */
  int hear() {
    return heard.incrementAndGet();
  }
}
