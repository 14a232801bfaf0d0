package io.grampus.build.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip on all processors, with the same bytes whatever their number. The input is cut into blocks
 * of fixed size; each is deflated with the 32 KiB before it as dictionary and ends at a byte
 * boundary (a sync flush), so that the pieces make one gzip member (RFC 1951, RFC 1952).
 */
final class ParallelGzip {
  private static final int BLOCK = 1 << 20;
  private static final int WINDOW = 1 << 15;

  /**
   * Where nobody says another: a layer of Debian packages gets 0.8 percent larger than with the 6
   * of gzip(1), in two thirds of the time.
   */
  static final int USUAL_LEVEL = 5;

  /** Magic, deflate, no flags, no time, no extra flags, unknown operating system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final byte[] EMPTY_LAST_BLOCK = {3, 0};

  private final OutputStream out;
  private final ExecutorService workers;
  private final int limit;
  private final int level;
  private final Deque<Future<byte[]>> pending = new ArrayDeque<>();

  private ParallelGzip(OutputStream out, ExecutorService workers, int limit, int level) {
    this.out = out;
    this.workers = workers;
    this.limit = limit;
    this.level = level;
  }

  /** Compresses the whole stream with memory for a few blocks. Closes neither of the streams. */
  static void compress(InputStream in, OutputStream out, int level) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService workers = Executors.newFixedThreadPool(processors);
    try {
      new ParallelGzip(out, workers, 2 * processors, level).run(in);
    } finally {
      workers.shutdownNow();
    }
  }

  private void run(InputStream in) throws IOException {
    CRC32 checksum = new CRC32();
    long size = 0;
    byte[] dictionary = new byte[0];
    out.write(HEADER);
    for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
      checksum.update(block);
      size += block.length;
      submit(block, dictionary);
      dictionary = Arrays.copyOfRange(block, Math.max(0, block.length - WINDOW), block.length);
    }
    while (!pending.isEmpty()) {
      writeOldest();
    }
    out.write(EMPTY_LAST_BLOCK);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) checksum.getValue())
            .putInt((int) size)
            .array());
  }

  private void submit(byte[] block, byte[] dictionary) throws IOException {
    if (pending.size() >= limit) {
      writeOldest();
    }
    pending.add(workers.submit(() -> deflate(block, dictionary, level)));
  }

  private void writeOldest() throws IOException {
    try {
      out.write(pending.remove().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while compressing");
    } catch (ExecutionException e) {
      throw new IllegalStateException("deflate cannot fail", e);
    }
  }

  private static byte[] deflate(byte[] block, byte[] dictionary, int level) {
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setDictionary(dictionary);
      deflater.setInput(block);
      ByteArrayOutputStream result = new ByteArrayOutputStream(block.length / 2);
      byte[] buffer = new byte[1 << 16];
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        result.write(buffer, 0, count);
      } while (count == buffer.length);
      return result.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
