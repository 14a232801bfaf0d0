package io.grampus.build.tool;

import java.nio.charset.StandardCharsets;

/** What a finished program left: its exit code, the start of its output, the end of its errors. */
final class ToolResult {
  private final int exitCode;
  private final byte[] output;
  private final byte[] errors;

  ToolResult(int exitCode, byte[] output, byte[] errors) {
    this.exitCode = exitCode;
    this.output = output;
    this.errors = errors;
  }

  boolean isSuccess() {
    return exitCode == 0;
  }

  /** 128 plus the signal's number where a signal ended the program. */
  int exitCode() {
    return exitCode;
  }

  byte[] output() {
    return output;
  }

  String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  String errors() {
    return new String(errors, StandardCharsets.UTF_8);
  }
}
