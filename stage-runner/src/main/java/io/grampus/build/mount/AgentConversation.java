package io.grampus.build.mount;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Set;

/**
 * Passes messages between a command and an SSH agent, draft-ietf-sshm-ssh-agent: a command may ask
 * for the keys' names and for signatures; it may not add or remove keys, lock the agent, or use its
 * extensions.
 */
final class AgentConversation {
  private static final int REQUEST_IDENTITIES = 11;
  private static final int SIGN_REQUEST = 13;
  private static final byte FAILURE = 5;
  private static final Set<Integer> ALLOWED = Set.of(REQUEST_IDENTITIES, SIGN_REQUEST);

  /** OpenSSH's own limit, authfd.h. */
  private static final int LARGEST_MESSAGE = 256 * 1024;

  private final ByteChannel command;
  private final ByteChannel agent;

  AgentConversation(ByteChannel command, ByteChannel agent) {
    this.command = command;
    this.agent = agent;
  }

  /** Answers until the command hangs up. */
  void run() throws IOException {
    while (true) {
      ByteBuffer request;
      try {
        request = read(command);
      } catch (EOFException e) {
        return;
      }
      if (request.hasRemaining() && ALLOWED.contains((int) request.get(request.position()))) {
        write(agent, request);
        write(command, read(agent));
      } else {
        write(command, ByteBuffer.wrap(new byte[] {FAILURE}));
      }
    }
  }

  private static ByteBuffer read(ReadableByteChannel channel) throws IOException {
    int length = filled(channel, Integer.BYTES).getInt();
    if (length < 0 || length > LARGEST_MESSAGE) {
      throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes");
    }
    return filled(channel, length);
  }

  private static ByteBuffer filled(ReadableByteChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  private static void write(WritableByteChannel channel, ByteBuffer message) throws IOException {
    ByteBuffer framed =
        ByteBuffer.allocate(Integer.BYTES + message.remaining())
            .putInt(message.remaining())
            .put(message)
            .flip();
    while (framed.hasRemaining()) {
      channel.write(framed);
    }
  }
}
