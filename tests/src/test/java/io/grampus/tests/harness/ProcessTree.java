package io.grampus.tests.harness;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process and all that it had started at one moment, to see later which of them are left. */
public final class ProcessTree {
  private final List<ProcessHandle> members;

  private ProcessTree(List<ProcessHandle> members) {
    this.members = members;
  }

  /** The tree below a process, itself included. */
  public static ProcessTree of(long pid) {
    return new ProcessTree(
        ProcessHandle.of(pid).stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .toList());
  }

  /** How many processes it has. */
  public int size() {
    return members.size();
  }

  /** Returns when all of them have ended. */
  public void mustEnd() {
    Eventually.holds(
        Duration.ofSeconds(20),
        "the processes " + members + " end",
        () -> members.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Kills what is left. */
  public void kill() {
    members.forEach(ProcessHandle::destroyForcibly);
  }
}
