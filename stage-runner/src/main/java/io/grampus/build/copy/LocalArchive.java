package io.grampus.build.copy;

import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.TarInput;
import io.grampus.os.ByteString;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A file that ADD found to be a tar archive, perhaps a compressed one. */
final class LocalArchive {
  private static final int BUFFER_SIZE = 256 * 1024;

  private final FileData data;
  private final Fd file;
  private final ByteString path;

  LocalArchive(FileData data, Fd file, ByteString path) {
    this.data = data;
    this.file = file;
    this.path = path;
  }

  /** Where it is in the source, for messages. */
  ByteString path() {
    return path;
  }

  /**
   * Whether the content, not the name, is that of a tar archive: it has at least one entry after
   * decompression.
   */
  static boolean isArchive(FileData data, Fd file) throws ErrnoException {
    LocalArchive candidate = new LocalArchive(data, file, ByteString.EMPTY);
    try (InputStream content = candidate.open()) {
      return new TarInput(content).next() != null;
    } catch (ErrnoException e) {
      throw e;
    } catch (TarFormatException e) {
      return e.isUnsupported(); // to be refused: who unpacks it would rather know than get a file
    } catch (IOException e) {
      // Damaged or something else altogether: then it is copied as it is.
      return false;
    }
  }

  /** The uncompressed tar stream, from its start. */
  InputStream open() throws IOException {
    InputStream content = Decompression.open(new Positioned(data, file));
    return new BufferedInputStream(content, BUFFER_SIZE);
  }

  /** Reads from the start of the file whatever was read before. */
  private static final class Positioned extends InputStream {
    private final FileData data;
    private final Fd file;
    private long position;

    Positioned(FileData data, Fd file) {
      this.data = data;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] destination, int start, int length) throws IOException {
      Objects.checkFromIndexSize(start, length, destination.length);
      if (length == 0) {
        return 0;
      }
      int count = data.pread(file, position, destination, start, length);
      position += count;
      return count == 0 ? -1 : count;
    }
  }
}
