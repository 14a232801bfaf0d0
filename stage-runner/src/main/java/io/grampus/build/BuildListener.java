package io.grampus.build;

/**
 * Hears what happens in a build.
 *
 * <p>Events may come from several threads, one at a time for each vertex; a listener that keeps
 * state guards it. A listener must not throw and should return quickly: the build waits for it.
 */
@FunctionalInterface
public interface BuildListener {

  /** Hears nothing. */
  BuildListener NONE = event -> {};

  /** Called for each event, in the order in which the events of a vertex happened. */
  void on(BuildEvent event);
}
