package io.grampus.cli;

/** How a command prints what it found. */
enum ReportFormat {
  /** For people. */
  TABLE,
  /** For programs. */
  JSON
}
