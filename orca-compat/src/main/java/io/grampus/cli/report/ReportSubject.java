package io.grampus.cli.report;

import org.jspecify.annotations.Nullable;

/**
 * What a report is about, beside the events of the build.
 *
 * @param title a name for the build
 * @param failure why it failed, or null
 * @param interrupted whether somebody ended it
 */
public record ReportSubject(String title, @Nullable Failure failure, boolean interrupted) {

  /**
   * Why a build failed.
   *
   * @param message one sentence
   * @param hint what to do, or nothing
   * @param excerpt the lines of the Dockerfile, or nothing
   */
  public record Failure(String message, String hint, String excerpt) {}
}
