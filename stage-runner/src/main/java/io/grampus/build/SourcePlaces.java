package io.grampus.build;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.SourceRange;
import io.grampus.os.GrampusException;

/**
 * Gives failures the lines of the Dockerfile that they are about.
 *
 * @param text all of the Dockerfile
 */
record SourcePlaces(String text) {
  SourcePlace of(SourceRange range) {
    return new SourcePlace(range.file(), range.firstLine(), range.lastLine(), text);
  }

  /** The failure of a step with its place, unless it has one. */
  GrampusException placed(GrampusException failure, SourceRange range) {
    if (failure instanceof BuildFailedException failed) {
      return failed.at(of(range));
    }
    if (failure instanceof DockerfileException language) {
      return placed(language);
    }
    return new BuildFailedException(
        failure.code(), String.valueOf(failure.getMessage()), failure.hint(), of(range), failure);
  }

  /** A complaint about the language, with its place apart from its text. */
  BuildFailedException placed(DockerfileException failure) {
    return new BuildFailedException(
        failure.code(), failure.problem(), failure.hint(), of(failure.range()), failure);
  }
}
