package io.grampus.build.tool;

import java.nio.charset.StandardCharsets;

/**
 * What a finished program left.
 *
 * @param exitCode 128 plus the signal's number where a signal ended it
 * @param output its standard output, cut off after some megabytes
 * @param errors the end of its standard error
 */
record ToolResult(int exitCode, byte[] output, String errors) {
  boolean isSuccess() {
    return exitCode == 0;
  }

  String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }
}
