package io.grampus.os;

import java.util.Optional;

/** What a terminal says of itself; see ioctl_tty(2). */
public final class TerminalCalls {
  private static final int TIOCGWINSZ = 0x5413;
  private static final int SIZE_OF_WINSIZE = 8;

  private final Syscalls syscalls;

  /** Asks through the given seam. */
  public TerminalCalls(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** How many characters a terminal shows. */
  public record WindowSize(int columns, int rows) {}

  /** The size, or empty where the descriptor is no terminal or the terminal does not know. */
  public Optional<WindowSize> windowSize(int fd) {
    NativeBuffer winsize = NativeBuffer.allocate(SIZE_OF_WINSIZE);
    long result = syscalls.call(SyscallNumber.IOCTL, fd, TIOCGWINSZ, winsize.address());
    int rows = winsize.getUnsignedShort(0);
    int columns = winsize.getUnsignedShort(2);
    return Syscalls.failed(result) || rows == 0 || columns == 0
        ? Optional.empty()
        : Optional.of(new WindowSize(columns, rows));
  }
}
