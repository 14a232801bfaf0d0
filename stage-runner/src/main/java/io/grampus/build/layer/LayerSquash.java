package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Timestamp;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Makes one layer of several that follow one another; the same layers give the same bytes. */
public final class LayerSquash {
  private static final int BUFFER_SIZE = 256 * 1024;
  private static final ByteString WHITEOUT = ByteString.of(".wh.");
  private static final ByteString OPAQUE = ByteString.of(".wh..wh..opq");

  private final List<LayerStream> layers;

  /** A squash of layers, lowest first. */
  public LayerSquash(List<LayerStream> layers) {
    this.layers = List.copyOf(layers);
  }

  /** Writes the layer; the stream is flushed and stays open. */
  public void write(OutputStream out) throws IOException {
    Deletions deletions = new Deletions();
    for (LayerStream layer : layers) {
      whiteouts(layer, deletions);
      entries(layer, deletions);
    }
    TarOutput tar = new TarOutput(new BufferedOutputStream(out, BUFFER_SIZE));
    new Flattener(layers).run(new Sink(tar, deletions));
  }

  /** A layer's whiteouts are about the layers below it, wherever they stand. */
  private static void whiteouts(LayerStream layer, Deletions deletions) throws IOException {
    try (InputStream in = layer.open()) {
      TarInput tar = new TarInput(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        ByteString path = ArchivePath.clamped(entry.path());
        ByteString name = path.substring(path.lastIndexOf('/') + 1);
        ByteString parent = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
        if (name.equals(OPAQUE)) {
          deletions.hide(parent);
        } else if (name.startsWith(WHITEOUT)) {
          deletions.delete(parent.child(name.substring(WHITEOUT.length())));
        }
      }
    }
  }

  private static void entries(LayerStream layer, Deletions deletions) throws IOException {
    try (InputStream in = layer.open()) {
      TarInput tar = new TarInput(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        ByteString path = ArchivePath.clamped(entry.path());
        boolean isWhiteout = path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT);
        if (entry.type() == TarType.DIRECTORY) {
          deletions.directory(path);
        } else if (!isWhiteout) {
          deletions.file(path);
        }
      }
    }
  }

  /** Writes what the layers leave, with the whiteouts between directories and files. */
  private static final class Sink implements FlattenSink {
    private final TarOutput tar;
    private final Deletions deletions;
    private boolean hasDeleted;

    Sink(TarOutput tar, Deletions deletions) {
      this.tar = tar;
      this.deletions = deletions;
    }

    @Override
    public void directory(TarEntry directory) throws IOException {
      tar.write(directory);
    }

    @Override
    public void file(TarEntry file, InputStream content) throws IOException {
      delete();
      tar.write(file, content);
    }

    @Override
    public void link(TarEntry file, ByteString earlier) throws IOException {
      tar.write(file.asHardLink(earlier));
    }

    @Override
    public void finish() throws IOException {
      delete();
      tar.finish();
    }

    private void delete() throws IOException {
      if (hasDeleted) {
        return;
      }
      hasDeleted = true;
      for (ByteString directory : deletions.opaque()) {
        tar.write(TarEntry.marker(directory.child(OPAQUE), Timestamp.EPOCH));
      }
      for (ByteString path : deletions.deleted()) {
        int slash = path.lastIndexOf('/');
        ByteString parent = path.substring(0, Math.max(slash, 0));
        ByteString name = WHITEOUT.concat(path.substring(slash + 1));
        tar.write(TarEntry.marker(parent.child(name), Timestamp.EPOCH));
      }
    }
  }
}
