package io.grampus.build;

/** What a vertex of the build graph does. */
public enum VertexKind {
  /** Reads something before the first step: Dockerfile, context. */
  LOAD,
  /** Finds, fetches and unpacks the image that a stage begins with. */
  BASE_IMAGE,
  /** Executes an instruction of a stage. */
  STEP,
  /** Writes an output. */
  EXPORT
}
