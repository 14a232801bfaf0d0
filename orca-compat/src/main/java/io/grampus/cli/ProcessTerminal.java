package io.grampus.cli;

import io.grampus.cli.progress.TerminalSize;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.TerminalCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The terminal of this process, as the kernel tells. */
final class ProcessTerminal implements Terminal {
  private static final int ERROR = 2;

  private @Nullable TerminalCalls calls;

  @Override
  public boolean isInput() {
    return isTerminal(0);
  }

  @Override
  public boolean isOutput() {
    return isTerminal(1);
  }

  @Override
  public boolean isError() {
    return isTerminal(ERROR);
  }

  @Override
  public synchronized TerminalSize size() {
    if (calls == null) {
      calls = new TerminalCalls(new LinuxSyscalls());
    }
    return calls
        .windowSize(ERROR)
        .map(size -> new TerminalSize(size.columns(), size.rows()))
        .orElse(TerminalSize.CLASSIC);
  }

  /** Asks /proc, since most commands need no native code and should not wait for it to load. */
  private static boolean isTerminal(int fd) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
