package io.grampus.sandbox.emulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The programs of another architecture that a sandbox was asked to execute: the filter knows only
 * the calls of one. Safe for several threads.
 */
public final class ForeignPrograms {
  private final SortedSet<String> refused = Collections.synchronizedSortedSet(new TreeSet<>());

  /** None so far. */
  public ForeignPrograms() {}

  void refuse(String path) {
    refused.add(path);
  }

  /**
   * What to tell the user, a sentence each.
   *
   * @param command the command that the sandbox was started with
   * @param killed whether the filter has ended that command
   */
  public List<String> messages(String command, boolean killed) {
    List<String> messages = new ArrayList<>();
    if (killed) {
      messages.add(message(command) + ", or made a call of one");
    }
    synchronized (refused) {
      refused.forEach(path -> messages.add(message(path)));
    }
    return messages;
  }

  private static String message(String path) {
    return "grampus: " + path + " is a 32-bit program; only 64-bit programs can be executed";
  }
}
