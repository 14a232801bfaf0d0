package io.grampus.build.store;

import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and writes the bytes of a blob, once there are many each in a thread of its own, so that
 * whoever makes them can go on. A few buffers take turns. For one producer.
 */
final class BlobDrain implements AutoCloseable {
  private static final int BUFFER_SIZE = 1 << 18;
  private static final int MOST_BUFFERS = 4;

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest computation = Digest.sha256();
  private final Deque<Draining> draining = new ArrayDeque<>();
  private @Nullable ExecutorService hashing;
  private @Nullable ExecutorService writing;
  private int buffers = 1;

  /** A full buffer on its way. */
  private record Draining(ByteBuffer buffer, Future<?> hashed, Future<?> written) {}

  BlobDrain(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The first buffer to fill; outside of the heap, as the kernel takes it. */
  static ByteBuffer firstBuffer() {
    return ByteBuffer.allocateDirect(BUFFER_SIZE);
  }

  /** Takes a full buffer; another one to fill instead. */
  ByteBuffer exchange(ByteBuffer full) {
    full.flip();
    ByteBuffer forWriting = full.duplicate();
    draining.addLast(
        new Draining(
            full,
            hashing().submit(() -> computation.update(full)),
            writing().submit(() -> write(forWriting))));
    if (buffers < MOST_BUFFERS) {
      buffers++;
      return firstBuffer();
    }
    return awaitFirst();
  }

  /** Takes what is left and waits until everything is written. */
  void finish(ByteBuffer last) {
    while (!draining.isEmpty()) {
      awaitFirst();
    }
    last.flip();
    computation.update(last.duplicate());
    write(last);
    last.clear();
  }

  private void write(ByteBuffer content) {
    try {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    } catch (IOException e) {
      throw StoreFailure.of("write a blob", file, e);
    }
  }

  private ByteBuffer awaitFirst() {
    Draining first = draining.removeFirst();
    await(first.hashed());
    await(first.written());
    return first.buffer().clear();
  }

  /** A failure here is the store's, whatever stream the bytes came from. */
  private static void await(Future<?> done) {
    try {
      done.get();
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

  private ExecutorService hashing() {
    ExecutorService present = hashing;
    if (present == null) {
      present = thread("blob-hash");
      hashing = present;
    }
    return present;
  }

  private ExecutorService writing() {
    ExecutorService present = writing;
    if (present == null) {
      present = thread("blob-write");
      writing = present;
    }
    return present;
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
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
    if (hashing != null) {
      hashing.shutdownNow();
    }
    if (writing != null) {
      writing.shutdownNow();
    }
    channel.close();
  }
}
