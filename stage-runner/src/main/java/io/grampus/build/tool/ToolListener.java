package io.grampus.build.tool;

/** Hears what the programs that do part of the work have to say, from any thread. */
@FunctionalInterface
public interface ToolListener {
  /** A line of a program's progress or complaints. */
  void line(String line);

  /** A program begins to work on something; questions for its version and the like do not count. */
  default void started(String program) {}

  /** A program is done with what it {@link #started}. */
  default void ended(String program) {}

  /**
   * A program that moves images has written so many bytes by now, to files and to the network; told
   * some times a second, in the thread that waits for the program.
   */
  default void moved(String program, long bytes) {}
}
