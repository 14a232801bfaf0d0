package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;

/** Shows a build's events until it is closed. */
public interface Renderer extends BuildListener, AutoCloseable {

  /** Shows nothing. */
  static Renderer silent() {
    return new Renderer() {
      @Override
      public void on(BuildEvent event) {}

      @Override
      public void close() {}
    };
  }

  /** Writes what is still to be written and leaves the terminal as it was found. */
  @Override
  void close();

  /** Shows what there is and leaves the terminal to somebody else. */
  default void pause() {}

  /** Goes on behind what somebody else has written. */
  default void resume() {}
}
