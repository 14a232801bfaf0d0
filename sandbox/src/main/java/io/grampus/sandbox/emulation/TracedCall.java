package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.PendingCall;
import io.grampus.os.Registers;

/** The call that a traced thread has stopped before. */
final class TracedCall implements PendingCall {
  private final Registers registers = new Registers();
  private int thread;

  /** Another thread has stopped; its registers must be read. */
  Registers stopped(int other) {
    thread = other;
    return registers;
  }

  Registers registers() {
    return registers;
  }

  @Override
  public int thread() {
    return thread;
  }

  @Override
  public long argument(int index) {
    return registers.argument(index);
  }

  @Override
  public boolean stillValid() {
    return true; // it waits for its tracer, which is who asks
  }

  @Override
  public int giveDescriptor(int fd, boolean closeOnExecute) {
    return -Errno.ENOSYS;
  }

  @Override
  public int answerWithDescriptor(int fd, boolean closeOnExecute) {
    return giveDescriptor(fd, closeOnExecute);
  }

  @Override
  public Postponed postpone() {
    throw new UnsupportedOperationException("a traced call is answered at once");
  }
}
