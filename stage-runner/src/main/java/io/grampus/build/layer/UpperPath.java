package io.grampus.build.layer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The open directories from the root of an upper tree down to one of its directories. */
public final class UpperPath implements AutoCloseable {
  private final Deque<UpperDirectory> chain = new ArrayDeque<>();

  UpperPath(UpperDirectory root) {
    chain.push(root);
  }

  void descend(UpperDirectory child) {
    chain.push(child);
  }

  /** The last of the directories; closed with this path. */
  public UpperDirectory directory() {
    return chain.element();
  }

  /** Closes all of them, the deepest first, even where one fails. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    while (!chain.isEmpty()) {
      try {
        chain.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
