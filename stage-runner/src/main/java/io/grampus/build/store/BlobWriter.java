package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.ContentSink;
import io.grampus.os.Fd;
import io.grampus.os.FileData;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A blob in the making. The digest is computed while the bytes pass; {@link #commit} makes them a
 * blob, {@link #close} without it drops them. Buffered; for one thread.
 */
public final class BlobWriter extends OutputStream implements ContentSink {
  private final BlobStore blobs;
  private final Path temporary;
  private final BlobDrain drain;
  private ByteBuffer buffer = BlobDrain.firstBuffer();
  private long size;
  private boolean committed;

  BlobWriter(BlobStore blobs, Path temporary) throws IOException {
    this.blobs = blobs;
    this.temporary = temporary;
    this.drain = new BlobDrain(temporary);
  }

  @Override
  public void write(int value) {
    if (!buffer.hasRemaining()) {
      drain();
    }
    buffer.put((byte) value);
  }

  @Override
  public void write(byte[] content, int offset, int length) {
    int position = offset;
    int end = offset + length;
    while (position < end) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int count = Math.min(buffer.remaining(), end - position);
      buffer.put(content, position, count);
      position += count;
    }
  }

  @Override
  public long take(FileData data, Fd file, long length) throws IOException {
    long left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int limit = buffer.limit();
      buffer.limit((int) Math.min(limit, buffer.position() + left));
      int count = data.read(file, buffer);
      buffer.limit(limit);
      if (count == 0) {
        break;
      }
      left -= count;
    }
    return length - left;
  }

  private void drain() {
    size += buffer.position();
    buffer = drain.exchange(buffer);
  }

  private void finish() {
    size += buffer.position();
    drain.finish(buffer);
  }

  /** The number of bytes written so far. */
  public long size() {
    return size + buffer.position();
  }

  /**
   * Refuses, before the commit, content that is not what was promised.
   *
   * @throws GrampusException {@code digest-mismatch}
   */
  void expect(Descriptor expected) {
    finish();
    if (size != expected.size()) {
      throw new GrampusException(
          "digest-mismatch",
          "blob " + expected.digest() + " has " + size + " bytes, not " + expected.size(),
          "it was damaged on its way; try again");
    }
    BlobStore.requireSame(expected.digest(), Digest.finish(snapshot()));
  }

  private MessageDigest snapshot() {
    try {
      return (MessageDigest) drain.computation().clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be cloned on every Java platform", e);
    }
  }

  /**
   * Makes what was written a blob, durable when this returns. Once only.
   *
   * @return its descriptor with the media type given
   */
  public Descriptor commit(String mediaType) {
    if (committed) {
      throw new IllegalStateException("committed twice");
    }
    finish();
    Digest digest = Digest.finish(drain.computation());
    try {
      drain.sync();
      drain.close();
      blobs.adopt(temporary, digest);
    } catch (IOException e) {
      throw StoreFailure.of("write a blob", temporary, e);
    }
    committed = true;
    return Descriptor.of(mediaType, digest, size);
  }

  /** Drops what was written, unless it was committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      drain.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw StoreFailure.of("remove a temporary file", temporary, e);
    }
  }
}
