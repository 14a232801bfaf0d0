package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.io.InputStream;

/** Hands the files of a flattened image on, all with the same time. */
public final class OneTimeSink implements FlattenSink {
  private final FlattenSink sink;
  private final Timestamp time;

  /** Hands on to that sink. */
  public OneTimeSink(FlattenSink sink, Timestamp time) {
    this.sink = sink;
    this.time = time;
  }

  @Override
  public void directory(TarEntry directory) throws IOException {
    sink.directory(directory.withModified(time));
  }

  @Override
  public void file(TarEntry file, InputStream content) throws IOException {
    sink.file(file.withModified(time), content);
  }

  @Override
  public void link(TarEntry file, ByteString earlier) throws IOException {
    sink.link(file.withModified(time), earlier);
  }

  @Override
  public void finish() throws IOException {
    sink.finish();
  }
}
