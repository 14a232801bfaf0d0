package io.grampus.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Standard input whose reader can be interrupted, unlike {@code System.in}'s: Ctrl-C must end a
 * program that waits for input.
 */
final class StandardInput extends InputStream {
  private final ReadableByteChannel channel;

  /** Opens file descriptor 0. */
  StandardInput() {
    channel = new FileInputStream(FileDescriptor.in).getChannel();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  /**
   * Reads as InputStream says.
   *
   * @throws java.nio.channels.ClosedByInterruptException when the thread is interrupted
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return length == 0 ? 0 : channel.read(ByteBuffer.wrap(buffer, offset, length));
  }
}
