package io.grampus.build.tool;

/** What a program's standard output is good for. */
enum ToolOutput {
  /** It is the answer, and is kept. */
  RESULT,
  /** It is progress, and goes to the log line by line. */
  PROGRESS
}
