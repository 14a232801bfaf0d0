package io.grampus.cli;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;
import io.grampus.build.FailedCommand;
import io.grampus.build.FailedCommandHandler;
import io.grampus.cli.progress.PrintableText;
import io.grampus.cli.progress.Renderer;
import io.grampus.os.GrampusException;
import java.io.PrintStream;

/**
 * Opens a shell on the terminal where a command failed. As long as it is open nothing else is
 * shown: other stages wait with what they have to say.
 */
final class FailureShell implements BuildListener, FailedCommandHandler {
  private static final int HANGUP = 1;
  private static final int TERMINATE = 15;

  private final Renderer renderer;
  private final BuildListener next;
  private final PrintStream err;

  /** A shell that takes the terminal from the renderer; events go to the listener. */
  FailureShell(Renderer renderer, BuildListener next, PrintStream err) {
    this.renderer = renderer;
    this.next = next;
    this.err = err;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    next.on(event);
  }

  @Override
  public synchronized void handle(FailedCommand command) throws InterruptedException {
    renderer.pause();
    err.println();
    err.println(PrintableText.of(command.message()));
    err.println("This is a shell in its file system. Leave it (exit) to end the build.");
    err.flush();
    Thread step = Thread.currentThread();
    // The terminal sends Ctrl-C to the shell, too, and to nobody else it means anything.
    SignalForwarding signals =
        SignalForwarding.to(
            number -> {
              if (number == HANGUP || number == TERMINATE) {
                step.interrupt();
              }
            });
    try {
      command.shell();
    } catch (GrampusException e) {
      err.println("ERROR: there is no shell: " + e.getMessage());
    } finally {
      signals.close();
      renderer.resume();
    }
  }
}
