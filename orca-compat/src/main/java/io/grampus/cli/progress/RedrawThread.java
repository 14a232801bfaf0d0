package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import java.time.Duration;

/** Redraws a terminal at a steady pace for as long as a build goes on. */
public final class RedrawThread implements Renderer {
  private static final Duration PACE = Duration.ofMillis(100);

  private final TtyRenderer renderer;
  private final Thread thread;

  private RedrawThread(TtyRenderer renderer) {
    this.renderer = renderer;
    this.thread = new Thread(this::redrawUntilInterrupted, "redraw");
    thread.setDaemon(true);
  }

  /** Starts to redraw, until the result is closed. */
  public static Renderer around(TtyRenderer renderer) {
    RedrawThread result = new RedrawThread(renderer);
    result.thread.start();
    return result;
  }

  @Override
  public void on(BuildEvent event) {
    renderer.on(event);
  }

  @Override
  public void pause() {
    renderer.pause();
  }

  @Override
  public void resume() {
    renderer.resume();
  }

  @Override
  public void close() {
    thread.interrupt();
    renderer.close();
  }

  private void redrawUntilInterrupted() {
    try {
      while (true) {
        Thread.sleep(PACE.toMillis());
        renderer.redraw();
      }
    } catch (InterruptedException e) {
      // Closed: the last frame is the renderer's own.
    }
  }
}
