package io.grampus.build.mount;

import io.grampus.sandbox.Mount;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Mounts that are ready for a command, held until it has ended. */
public final class PreparedMounts implements AutoCloseable {
  /** Something that the mounts need while the command runs. */
  interface Held {
    void close() throws IOException;
  }

  private final List<Mount> mounts;
  private final Map<String, String> variables;
  private final Deque<Held> held;

  PreparedMounts(List<Mount> mounts, Map<String, String> variables, Deque<Held> held) {
    this.mounts = List.copyOf(mounts);
    this.variables = Map.copyOf(variables);
    this.held = new ArrayDeque<>(held);
  }

  /** What to mount, in order. */
  public List<Mount> mounts() {
    return mounts;
  }

  /** Variables that the command gets in addition, secrets among them; not for any log. */
  public Map<String, String> variables() {
    return variables;
  }

  @Override
  public void close() throws IOException {
    closeAll(held);
  }

  /** Closes all, the last first, even where one fails. */
  static void closeAll(Deque<Held> held) throws IOException {
    IOException first = null;
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
