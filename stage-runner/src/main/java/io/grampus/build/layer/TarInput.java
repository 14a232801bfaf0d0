package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream entry by entry: v7, ustar, PAX and GNU, names and attributes in bytes.
 *
 * <p>Paths are as the archive has them; see {@link ArchivePath} before using one. Whatever claims
 * more memory than a header can need is refused.
 */
public final class TarInput {
  private static final int BLOCK = TarHeader.BLOCK;
  private static final int MAXIMUM_HEADER_SIZE = 1 << 20;
  private static final int COPY_SIZE = 64 * 1024;

  private final InputStream in;
  private final TarContent content;
  private final byte[] block = new byte[BLOCK];
  private long padding;

  /** Reads from the stream, unbuffered; the stream stays open. */
  public TarInput(InputStream in) {
    this.in = in;
    this.content = new TarContent(in);
  }

  /**
   * The next entry, or null at the end. What is left of the previous one's content is skipped.
   *
   * @throws TarFormatException where the stream is no tar archive or refused
   */
  public @Nullable TarEntry next() throws IOException {
    skipRest();
    PaxRecords records = new PaxRecords();
    ByteString longName = ByteString.EMPTY;
    ByteString longTarget = ByteString.EMPTY;
    while (readHeader()) {
      TarFields fields = new TarFields(block);
      switch (fields.typeFlag()) {
        case 'x' -> records.add(special(fields.size()));
        case 'g' -> special(fields.size());
        case 'L' -> longName = terminated(special(fields.size()));
        case 'K' -> longTarget = terminated(special(fields.size()));
        default -> {
          return entry(fields, records, longName, longTarget);
        }
      }
    }
    return null;
  }

  /** The content of the current entry; ends where it ends. */
  public InputStream content() {
    return content;
  }

  private TarEntry entry(
      TarFields fields, PaxRecords records, ByteString longName, ByteString longTarget)
      throws TarFormatException {
    ByteString name = records.text("path", longName.isEmpty() ? fields.name() : longName);
    ByteString target =
        records.text("linkpath", longTarget.isEmpty() ? fields.target() : longTarget);
    if (fields.typeFlag() == 'S' || records.hasKeyStarting("GNU.sparse.")) {
      throw TarFormatException.unsupported(
          "has the sparse file " + name + ", which is not supported");
    }
    TarType type = fields.type(name);
    // The others have no content, whatever size their headers claim.
    long size = type == TarType.REGULAR ? records.number("size", fields.size()) : 0;
    if (size < 0) {
      throw new TarFormatException("has a negative size for " + name);
    }
    content.begin(size);
    padding = TarHeader.padding(size);
    return new TarEntry(
        name,
        type,
        fields.permissions(),
        owner(fields, records),
        records.time("mtime", new Timestamp(fields.modified(), 0)),
        size,
        type == TarType.HARD_LINK || type == TarType.SYMLINK ? target : ByteString.EMPTY,
        type == TarType.CHARACTER_DEVICE || type == TarType.BLOCK_DEVICE
            ? fields.node()
            : DeviceNumber.ZERO,
        Collections.unmodifiableSortedMap(records.xattrs()));
  }

  private static Owner owner(TarFields fields, PaxRecords records) throws TarFormatException {
    try {
      return new Owner(records.number("uid", fields.uid()), records.number("gid", fields.gid()));
    } catch (IllegalArgumentException e) {
      throw new TarFormatException("has an owner that is no id: " + e.getMessage());
    }
  }

  /** Whether there was one more header; two empty blocks or the end of the stream end it. */
  private boolean readHeader() throws IOException {
    int count = in.readNBytes(block, 0, BLOCK);
    if (count == 0 || (count == BLOCK && isEmpty(block))) {
      return false;
    }
    if (count < BLOCK) {
      throw new TarFormatException("is cut off in a header");
    }
    return true;
  }

  private static boolean isEmpty(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] special(long size) throws IOException {
    if (size < 0 || size > MAXIMUM_HEADER_SIZE) {
      throw new TarFormatException("has an extended header of " + size + " bytes");
    }
    byte[] read = in.readNBytes((int) size);
    if (read.length < size) {
      throw new TarFormatException("is cut off in an extended header");
    }
    skip(TarHeader.padding(size));
    return read;
  }

  private static ByteString terminated(byte[] text) {
    ByteString whole = ByteString.of(text);
    int end = whole.indexOf(0, 0);
    return end < 0 ? whole : whole.substring(0, end);
  }

  private void skipRest() throws IOException {
    skip(content.remaining() + padding);
    content.begin(0);
    padding = 0;
  }

  private void skip(long bytes) throws IOException {
    try {
      byte[] buffer = bytes > 0 ? new byte[(int) Math.min(bytes, COPY_SIZE)] : new byte[0];
      long left = bytes;
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw new EOFException();
        }
        left -= count;
      }
    } catch (EOFException e) {
      throw new TarFormatException("is cut off in the content of a file");
    }
  }
}
