package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes a flattened image as one tar stream. */
public final class TarSink implements FlattenSink {
  private final TarOutput tar;

  /** Writes to the stream, which is flushed at the end and stays open. */
  public TarSink(OutputStream out) {
    this.tar = TarOutput.buffered(out);
  }

  @Override
  public void directory(TarEntry directory) throws IOException {
    tar.write(directory);
  }

  @Override
  public void file(TarEntry file, InputStream content) throws IOException {
    tar.write(file, content);
  }

  @Override
  public void link(TarEntry file, ByteString earlier) throws IOException {
    tar.write(file.asHardLink(earlier));
  }

  @Override
  public void finish() throws IOException {
    tar.finish();
  }
}
