package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;

/** Writes a tar archive of ordinary files that belong to nobody in particular and have no time. */
public final class TarFile {
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private final TarOutput tar;

  /** Writes to the stream, which stays open. */
  public TarFile(OutputStream out) {
    this.tar = new TarOutput(out);
  }

  /** Adds a directory. */
  public void directory(String path) throws IOException {
    tar.write(entry(path, TarType.DIRECTORY, DIRECTORY_MODE, 0));
  }

  /** Adds a file whose content streams by. */
  public void file(String path, long size, InputStream content) throws IOException {
    tar.write(entry(path, TarType.REGULAR, FILE_MODE, size), content);
  }

  /** Adds a small file. */
  public void file(String path, byte[] content) throws IOException {
    file(path, content.length, new ByteArrayInputStream(content));
  }

  /** Writes the end of the archive. */
  public void finish() throws IOException {
    tar.finish();
  }

  private static TarEntry entry(String path, TarType type, int mode, long size) {
    return new TarEntry(
        ByteString.of(path),
        type,
        mode,
        Owner.ROOT,
        Timestamp.EPOCH,
        size,
        ByteString.EMPTY,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }
}
