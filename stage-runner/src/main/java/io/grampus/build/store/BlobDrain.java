package io.grampus.build.store;

import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and writes the bytes of a blob, in a thread of its own once there are many, so that
 * whoever makes them can go on. Two buffers take turns. For one producer.
 */
final class BlobDrain implements AutoCloseable {
  private static final int BUFFER_SIZE = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest computation = Digest.sha256();
  private ByteBuffer spare = ByteBuffer.allocate(BUFFER_SIZE);
  private @Nullable ExecutorService worker;
  private @Nullable Future<?> working;

  BlobDrain(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The first buffer to fill. */
  static ByteBuffer firstBuffer() {
    return ByteBuffer.allocate(BUFFER_SIZE);
  }

  /** Takes a full buffer; another one to fill instead. */
  ByteBuffer exchange(ByteBuffer full) {
    await();
    ByteBuffer next = spare;
    next.clear();
    spare = full;
    full.flip();
    working = worker().submit(() -> drain(full));
    return next;
  }

  /** Takes what is left and waits until everything is written. */
  void finish(ByteBuffer last) {
    await();
    last.flip();
    drain(last);
    last.clear();
  }

  private void drain(ByteBuffer content) {
    computation.update(content.duplicate());
    try {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    } catch (IOException e) {
      throw StoreFailure.of("write a blob", file, e);
    }
  }

  /** A failure here is the store's, whatever stream the bytes came from. */
  private void await() {
    Future<?> present = working;
    working = null;
    if (present == null) {
      return;
    }
    try {
      present.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrampusException("interrupted", "writing a blob was interrupted", null, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GrampusException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private ExecutorService worker() {
    ExecutorService present = worker;
    if (present == null) {
      present =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread thread = new Thread(work, "blob");
                thread.setDaemon(true);
                return thread;
              });
      worker = present;
    }
    return present;
  }

  /** The computation so far, behind {@link #finish}. */
  MessageDigest computation() {
    return computation;
  }

  /** Waits until what was written is on the disk. */
  void sync() throws IOException {
    channel.force(true);
  }

  /** Stops, whatever is not written yet. */
  @Override
  public void close() throws IOException {
    if (worker != null) {
      worker.shutdownNow();
    }
    channel.close();
  }
}
