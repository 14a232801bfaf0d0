package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes file trees and their differences as layers: the same files give the same bytes.
 *
 * <p>Whiteouts are as in the OCI image specification, layer.md. Hard links are kept among the files
 * of one layer; the first name carries the content. Sockets are left out, as no program can use one
 * it did not make. Content streams: the size of a file does not matter to the memory needed.
 */
public final class LayerWriter {
  private static final ByteString WHITEOUT_PREFIX = ByteString.of(".wh.");

  private final ImageFileReader reader;
  private final TreeAccess access;
  private final LayerTimes times;
  private final Consumer<String> warnings;

  /**
   * A writer of files that the reader reads.
   *
   * @param warnings told, in one sentence, of what cannot be in a layer
   */
  public LayerWriter(ImageFileReader reader, LayerTimes times, Consumer<String> warnings) {
    this.reader = reader;
    this.access = reader.access();
    this.times = times;
    this.warnings = warnings;
  }

  /**
   * Writes what an overlayfs upper directory changes.
   *
   * @param lower the layers below
   * @param upper the upper directory, open
   * @param out receives the tar stream, uncompressed; it is flushed and stays open
   * @return the number of its files, directories, links, nodes and whiteouts; 0 where nothing
   *     changed, and then nothing was written either
   */
  public long writeDiff(UnionView lower, Fd upper, OutputStream out) throws IOException {
    Stream stream = new Stream(out);
    new TreeDiff(reader).compare(lower, upper, stream);
    return stream.isEmpty() ? 0 : stream.finish();
  }

  /**
   * Writes a whole tree, without its root directory; an empty one gives an empty layer.
   *
   * @return the number of its files, directories, links and nodes
   */
  public long writeTree(Fd root, OutputStream out) throws IOException {
    Stream stream = new Stream(out);
    access
        .walk()
        .walk(
            root,
            (directory, name, path, status) -> {
              ImageFile file = reader.read(directory, name, status);
              stream.present(ChangeKind.ADDED, new TreeEntry(directory, name, path, status, file));
              return true;
            });
    return stream.finish();
  }

  private record FileKey(DeviceNumber device, long inode) {
    static FileKey of(FileStatus status) {
      return new FileKey(status.device(), status.inode());
    }
  }

  /** One layer on its way out. */
  private final class Stream implements ChangeSink {
    private final TarOutput tar;
    private final Map<FileKey, ByteString> firstNames = new HashMap<>();
    private long entries;

    Stream(OutputStream out) {
      this.tar = TarOutput.buffered(out);
    }

    boolean isEmpty() {
      return entries == 0;
    }

    long finish() throws IOException {
      tar.finish();
      return entries;
    }

    @Override
    public void deleted(ByteString path) throws IOException {
      if (hasWhiteoutName(path)) {
        return; // no layer has it, and its whiteout would be one that means something else
      }
      entries++;
      int slash = path.lastIndexOf('/');
      ByteString marker = WHITEOUT_PREFIX.concat(path.substring(slash + 1));
      ByteString parent = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
      tar.write(TarEntry.marker(parent.child(marker), times.whiteouts()));
    }

    @Override
    public void present(ChangeKind kind, TreeEntry entry) throws IOException {
      if (!isWritable(entry)) {
        return;
      }
      entries++;
      TarEntry header =
          TarEntry.of(entry.path(), withoutUnwritableXattrs(entry), target(entry))
              .withModified(times.of(entry.file().modified()));
      ByteString first = entry.status().isDirectory() ? null : firstName(entry);
      if (first != null) {
        tar.write(header.asHardLink(first));
      } else if (header.type() == TarType.REGULAR && header.size() > 0) {
        writeContent(header, entry);
      } else {
        tar.write(header);
      }
    }

    /** The name under which the file is in the layer already, or null for the first one. */
    private @Nullable ByteString firstName(TreeEntry entry) {
      return entry.status().links() == 1
          ? null
          : firstNames.putIfAbsent(FileKey.of(entry.status()), entry.path());
    }

    private void writeContent(TarEntry header, TreeEntry entry) throws IOException {
      try (ReadAccess.Opened opened =
          access
              .readable()
              .open(entry.directory(), entry.name().toByteArray(), OpenFlags.NONBLOCK)) {
        tar.write(header, access.data(), opened.fd());
      }
    }
  }

  private boolean isWritable(TreeEntry entry) {
    if (entry.file().type() == FileType.SOCKET) {
      return false;
    }
    if (hasWhiteoutName(entry.path())) {
      warnings.accept(
          "/" + entry.path() + " is not in the layer: names starting with .wh. mean a deletion");
      return false;
    }
    return true;
  }

  private static boolean hasWhiteoutName(ByteString path) {
    int start = 0;
    while (start >= 0) {
      if (path.substring(start).startsWith(WHITEOUT_PREFIX)) {
        return true;
      }
      int slash = path.indexOf('/', start);
      start = slash < 0 ? -1 : slash + 1;
    }
    return false;
  }

  private ByteString target(TreeEntry entry) throws IOException {
    return entry.file().type() == FileType.SYMLINK
        ? ByteString.of(access.files().readlinkat(entry.directory(), entry.name().toByteArray()))
        : ByteString.EMPTY;
  }

  /** An attribute whose name holds an equals sign would be read back as another one. */
  private ImageFile withoutUnwritableXattrs(TreeEntry entry) {
    ImageFile file = entry.file();
    if (file.xattrs().isEmpty()
        || file.xattrs().keySet().stream().noneMatch(name -> name.indexOf('=', 0) >= 0)) {
      return file;
    }
    SortedMap<ByteString, ByteString> kept = new TreeMap<>(file.xattrs());
    for (ByteString name : file.xattrs().keySet()) {
      if (name.indexOf('=', 0) >= 0) {
        warnings.accept("the attribute " + name + " of /" + entry.path() + " cannot be in a layer");
        kept.remove(name);
      }
    }
    return file.withXattrs(kept);
  }
}
