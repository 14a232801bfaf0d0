package io.grampus.build.dockerfile;

/** Where files or a base come from. */
public sealed interface StageSource {
  /** The name of the image that holds nothing. */
  String SCRATCH = "scratch";

  /**
   * A stage of the same Dockerfile.
   *
   * @param index from 0
   */
  record OfStage(int index) implements StageSource {}

  /** Nothing at all. */
  record OfScratch() implements StageSource {}

  /**
   * Something outside the Dockerfile: a named context if there is one of that name, else an image.
   *
   * @param name as written, expanded
   */
  record External(String name) implements StageSource {}
}
