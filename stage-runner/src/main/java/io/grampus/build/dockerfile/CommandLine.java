package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A command of {@code RUN}, {@code CMD} or {@code ENTRYPOINT}.
 *
 * @param words the argument vector, or for the shell form the one line (none for an empty one)
 * @param shellForm the words are to be handed to the current shell as one line
 */
public record CommandLine(List<String> words, boolean shellForm) {
  /** What Linux images use where no {@code SHELL} instruction says otherwise. */
  public static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

  /** Takes a copy of the list. */
  public CommandLine {
    words = List.copyOf(words);
  }

  /** The shell form with that line. */
  public static CommandLine shell(String line) {
    return new CommandLine(List.of(line), true);
  }

  /**
   * The argument vector to execute, or to store in the image.
   *
   * @param shell the image's shell; an empty list means {@link #DEFAULT_SHELL}
   */
  public List<String> argv(List<String> shell) {
    if (!shellForm) {
      return words;
    }
    List<String> argv = new ArrayList<>(shell.isEmpty() ? DEFAULT_SHELL : shell);
    argv.add(String.join(" ", words));
    return List.copyOf(argv);
  }
}
