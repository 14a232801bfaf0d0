package io.grampus.sandbox;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.io.Closeable;

/** A pipe whose reading end is drained into a listener by a thread of its own. */
final class OutputPump implements Closeable {
  private static final int CHUNK = 65536;

  private final Syscalls syscalls;
  private final OutputListener.Stream stream;
  private final OutputListener listener;
  private final int readEnd;
  private final int writeEnd;
  private final Thread thread;
  private boolean writeEndOpen = true;

  /** Creates the pipe; nothing is read before {@link #start}. */
  OutputPump(Syscalls syscalls, OutputListener.Stream stream, OutputListener listener)
      throws ErrnoException {
    this.syscalls = syscalls;
    this.stream = stream;
    this.listener = listener;
    NativeBuffer ends = NativeBuffer.allocate(2 * Integer.BYTES);
    long made = syscalls.call(SyscallNumber.PIPE2, ends.address(), KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(made)) {
      throw new ErrnoException("pipe2", stream.name(), (int) -made);
    }
    this.readEnd = ends.getInt(0);
    this.writeEnd = ends.getInt(Integer.BYTES);
    this.thread = new Thread(this::drain, "output-" + stream.name());
    this.thread.setDaemon(true);
  }

  /** The descriptor that the command writes to. */
  int writeEnd() {
    return writeEnd;
  }

  /** Gives up this process's writing end and starts to read. */
  void start() {
    closeWriteEnd();
    thread.start();
  }

  private void closeWriteEnd() {
    if (writeEndOpen) {
      writeEndOpen = false;
      syscalls.call(SyscallNumber.CLOSE, writeEnd);
    }
  }

  private void drain() {
    NativeBuffer buffer = NativeBuffer.allocate(CHUNK);
    while (true) {
      long length = syscalls.call(SyscallNumber.READ, readEnd, buffer.address(), CHUNK);
      if (length > 0) {
        listener.output(stream, buffer.getBytes(0, (int) length));
      } else if (length != -Errno.EINTR) {
        return;
      }
    }
  }

  /** Waits until everything written has been handed on; every writer must be gone. */
  @Override
  public void close() {
    closeWriteEnd();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    syscalls.call(SyscallNumber.CLOSE, readEnd);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
