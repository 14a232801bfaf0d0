package io.grampus.build.copy;

import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.UnionView;
import io.grampus.build.pattern.IgnoreRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

  private CopySource(
      UnionView view,
      ImageFileReader reader,
      boolean keepsOwners,
      IgnoreRules ignored,
      String description,
      FileDigests digests) {
    this.view = view;
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
    return new CopySource(view, reader, false, ignored, "the build context", digests);
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
    return new CopySource(view, reader, true, IgnoreRules.none(), name, digests);
  }

  UnionView view() {
    return view;
  }

  ImageFileReader reader() {
    return reader;
  }

  boolean keepsOwners() {
    return keepsOwners;
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
