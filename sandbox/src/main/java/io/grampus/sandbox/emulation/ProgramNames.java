package io.grampus.sandbox.emulation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which program each thread of a sandbox executes, by its path inside, a character a byte: proc(5)
 * says the same of all where a loader executes them. Safe for several threads.
 */
final class ProgramNames {
  private final Map<Integer, String> names = new ConcurrentHashMap<>();

  /** The program of a process or thread; null where it is unknown. */
  @Nullable String of(int thread) {
    return names.get(thread);
  }

  void put(int thread, String name) {
    names.put(thread, name);
  }

  /** A new thread begins with the program of the one that made it, unless it went on already. */
  void inherit(int parent, int child) {
    String name = names.get(parent);
    if (name != null) {
      names.putIfAbsent(child, name);
    }
  }

  void remove(int thread) {
    names.remove(thread);
  }
}
