package io.grampus.build.copy;

import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.ByteString;
import io.grampus.os.FdInputStream;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tree that COPY takes files from. Its paths are resolved inside it: no link and no {@code ..}
 * leads out.
 */
public final class CopySource implements AutoCloseable {
  private final UnionView view;
  private final ImageFileReader reader;
  private final boolean keepsOwners;
  private final IgnoreRules ignored;
  private final String description;
  private final FileDigests digests;
  private final List<Path> directories;

  private CopySource(
      UnionView view,
      List<Path> directories,
      ImageFileReader reader,
      boolean keepsOwners,
      IgnoreRules ignored,
      String description,
      FileDigests digests) {
    this.view = view;
    this.directories = List.copyOf(directories);
    this.reader = reader;
    this.keepsOwners = keepsOwners;
    this.ignored = ignored;
    this.description = description;
    this.digests = digests;
  }

  /**
   * A build context: everything in it belongs to root, whoever owns it outside.
   *
   * @param reader used for modes, times and attributes
   * @param ignored the rules of .dockerignore; what they leave out does not exist
   * @param digests what is known of the files' content
   */
  public static CopySource ofContext(
      ImageFileReader reader, Path directory, IgnoreRules ignored, FileDigests digests)
      throws IOException {
    UnionView view = UnionView.openPlain(reader.access(), directory);
    return new CopySource(
        view, List.of(directory), reader, false, ignored, "the build context", digests);
  }

  /** Files that are needed once. */
  public static CopySource ofFiles(ImageFileReader reader, Path directory) throws IOException {
    return ofContext(reader, directory, IgnoreRules.none(), FileDigests.inMemory());
  }

  /**
   * Another stage or image, with the owners it has.
   *
   * @param reader reads the layers, with their side tables
   * @param layers the directories of its layers, lowest first
   * @param name how the Dockerfile calls it, for messages
   * @param digests what is known of the files' content
   */
  public static CopySource ofLayers(
      ImageFileReader reader, List<Path> layers, String name, FileDigests digests)
      throws IOException {
    UnionView view = UnionView.open(reader.access(), layers);
    return new CopySource(view, layers, reader, true, IgnoreRules.none(), name, digests);
  }

  /**
   * The content of a regular file, links followed inside the tree; empty where there is none.
   *
   * @param limit bytes; a larger file is refused
   * @throws IOException where it cannot be read, or is too large
   */
  public Optional<byte[]> read(String path, int limit) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(path), true)) {
      if (!(found instanceof Resolution.File file) || !file.entry().status().isRegular()) {
        return Optional.empty();
      }
      TreeAccess access = reader.access();
      byte[] name = file.entry().name().toByteArray();
      try (ReadAccess.Opened opened =
              access.readable().open(file.entry().directory(), name, OpenFlags.NONBLOCK);
          FdInputStream content = new FdInputStream(access.data(), opened.fd())) {
        byte[] bytes = content.readNBytes(limit + 1);
        if (bytes.length > limit) {
          throw new IOException("it has more than " + limit + " bytes");
        }
        return Optional.of(bytes);
      }
    }
  }

  /** The directories that are merged to make it, lowest first; what is left out is in them. */
  public List<Path> directories() {
    return directories;
  }

  /** Whether its files have the owners of an image, and are not all root's. */
  public boolean keepsOwners() {
    return keepsOwners;
  }

  UnionView view() {
    return view;
  }

  ImageFileReader reader() {
    return reader;
  }

  IgnoreRules ignored() {
    return ignored;
  }

  FileDigests digests() {
    return digests;
  }

  String description() {
    return description;
  }

  @Override
  public void close() {
    view.close();
  }
}
