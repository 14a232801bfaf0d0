package io.grampus.build;

/** How the progress of a build is shown. */
public enum ProgressMode {
  /** {@link #TTY} where the error stream is a terminal, {@link #PLAIN} elsewhere. */
  AUTO,
  /** Line by line, never going back; for logs. */
  PLAIN,
  /** Redrawn in place; for people in front of a terminal. */
  TTY,
  /** A line of JSON for each event; for programs. */
  RAWJSON,
  /** Nothing but the image's id at the end. */
  QUIET
}
