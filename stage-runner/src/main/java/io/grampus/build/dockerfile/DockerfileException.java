package io.grampus.build.dockerfile;

import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;

/** Something is wrong with a Dockerfile; the only exception this package throws for its input. */
public final class DockerfileException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private final transient SourceRange range;
  private final String problem;

  /**
   * Creates a failure at a place.
   *
   * @param code stable, kebab-case, for example {@code "dockerfile-unknown-instruction"}
   * @param problem one sentence without the place
   * @param hint what the author can do about it, or null where nothing is known
   * @param range the lines it is about
   */
  public DockerfileException(
      String code, String problem, @Nullable String hint, SourceRange range) {
    super(code, range.place() + ": " + problem, hint);
    this.range = range;
    this.problem = problem;
  }

  /** The lines it is about. */
  public SourceRange range() {
    return range;
  }

  /** The message without the place in front. */
  public String problem() {
    return problem;
  }
}
