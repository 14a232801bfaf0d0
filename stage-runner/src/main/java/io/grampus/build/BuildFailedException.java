package io.grampus.build;

import io.grampus.os.GrampusException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A build that failed at a place in its Dockerfile, perhaps because a command did. */
public class BuildFailedException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable SourcePlace place;
  private final int exitCode;

  /**
   * Creates the failure of something other than a command.
   *
   * @param place the lines at fault, or null where they are not known
   */
  public BuildFailedException(
      String code,
      String message,
      @Nullable String hint,
      @Nullable SourcePlace place,
      @Nullable Throwable cause) {
    this(code, message, hint, place, cause, 0);
  }

  private BuildFailedException(
      String code,
      String message,
      @Nullable String hint,
      @Nullable SourcePlace place,
      @Nullable Throwable cause,
      int exitCode) {
    super(code, message, hint, cause);
    this.place = place;
    this.exitCode = exitCode;
  }

  /**
   * The failure of a RUN's command.
   *
   * @param command the command as one line
   * @param exitCode from 1 to 255; 128 and the signal's number for a killed command
   */
  public static BuildFailedException ofCommand(
      String command, int exitCode, @Nullable SourcePlace place) {
    String message =
        "process \"" + command + "\" did not complete successfully: exit code: " + exitCode;
    return new BuildFailedException("run-failed", message, null, place, null, exitCode);
  }

  /** The same failure at that place; this one where it has a place. */
  public BuildFailedException at(SourcePlace known) {
    return place != null
        ? this
        : new BuildFailedException(
            code(), String.valueOf(getMessage()), hint(), known, this, exitCode);
  }

  /** The lines at fault, or null where they are not known. */
  public @Nullable SourcePlace place() {
    return place;
  }

  /** The exit code of the RUN that failed, and empty when it was something else that did. */
  public OptionalInt exitCode() {
    return exitCode == 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }
}
