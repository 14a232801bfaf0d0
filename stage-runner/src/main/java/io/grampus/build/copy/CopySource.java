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
  private final List<Path> directories;

  private CopySource(
      UnionView view,
      List<Path> directories,
      ImageFileReader reader,
      boolean keepsOwners,
      IgnoreRules ignored,
      String description) {
    this.view = view;
    this.directories = List.copyOf(directories);
    this.reader = reader;
    this.keepsOwners = keepsOwners;
    this.ignored = ignored;
    this.description = description;
  }

  /**
   * A build context: everything in it belongs to root, whoever owns it outside.
   *
   * @param reader used for modes, times and attributes
   * @param ignored the rules of .dockerignore; what they leave out does not exist
   */
  public static CopySource ofContext(ImageFileReader reader, Path directory, IgnoreRules ignored)
      throws IOException {
    UnionView view = UnionView.openPlain(reader.access(), directory);
    return new CopySource(view, List.of(directory), reader, false, ignored, "the build context");
  }

  /**
   * Another stage or image, with the owners it has.
   *
   * @param reader reads the layers, with their side tables
   * @param layers the directories of its layers, lowest first
   * @param name how the Dockerfile calls it, for messages
   */
  public static CopySource ofLayers(ImageFileReader reader, List<Path> layers, String name)
      throws IOException {
    UnionView view = UnionView.open(reader.access(), layers);
    return new CopySource(view, layers, reader, true, IgnoreRules.none(), name);
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

  String description() {
    return description;
  }

  @Override
  public void close() {
    view.close();
  }
}
