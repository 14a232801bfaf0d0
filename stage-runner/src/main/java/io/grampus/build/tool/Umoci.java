package io.grampus.build.tool;

import io.grampus.build.snapshot.BundleTool;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.List;

/**
 * The program umoci, which unpacks images and packs them again.
 *
 * <p>What {@code umoci raw unpack --rootless} does, as observed with version 0.4.7:
 *
 * <ul>
 *   <li>The layout's {@code blobs} may be a symbolic link, and the layout may be read-only. The
 *       image is found by {@code org.opencontainers.image.ref.name}; Docker's media types are
 *       refused.
 *   <li>The target may exist; it is created with its parents missing only one level.
 *   <li>Owners other than 0:0 become the xattr {@code user.rootlesscontainers} on regular files and
 *       directories. Symbolic links cannot carry it, so <em>their owners are lost</em>.
 *   <li>Character and block devices become empty regular files with the right mode: <em>their type
 *       and numbers are lost</em>. FIFOs are made.
 *   <li>The xattr {@code security.capability} is <em>dropped</em> without a word; {@code user.*} is
 *       kept. Setuid bits are kept.
 *   <li>Directories of mode 0000 and 0500 are made, and later layers change what is in them.
 *   <li>Names that are not UTF-8 are kept. Of an entry that comes twice the last one counts.
 *   <li>Names with {@code ..}, absolute names and symbolic links in parents stay inside the target.
 *       A hard link to a file that is not in the target ends in an error.
 * </ul>
 */
public final class Umoci implements BundleTool {
  /** Earlier ones could be led out of the target by a symbolic link as {@code /}. */
  private static final String MINIMUM = "0.4.7";

  private final ExternalTool tool;

  /** The umoci on the PATH, or the one that {@code GRAMPUS_UMOCI} names. */
  public Umoci(ToolRunner runner) {
    this.tool = new ExternalTool(runner, "umoci", "umoci", MINIMUM);
  }

  /**
   * Unpacks an image into a directory, as an unprivileged user.
   *
   * @param layout an OCI layout
   * @param tag the image's name in the layout
   * @param target where the root file system goes; its parent exists
   * @throws GrampusException {@code image-unpack}, or what {@link ToolRunner} raises
   */
  public void unpack(Path layout, String tag, Path target) {
    String image = layout + ":" + tag;
    ToolResult result =
        tool.run(
            List.of("raw", "unpack", "--rootless", "--image", image, target.toString()),
            layout,
            ToolOutput.PROGRESS);
    if (!result.isSuccess()) {
      throw failure(result);
    }
  }

  @Override
  public void unpackBundle(Path layout, String tag, Path bundle) {
    String image = layout + ":" + tag;
    List<String> arguments = List.of("unpack", "--rootless", "--image", image, bundle.toString());
    ToolResult result = tool.run(arguments, layout, ToolOutput.PROGRESS);
    if (!result.isSuccess()) {
      throw failure(result);
    }
  }

  @Override
  public void repackBundle(Path layout, String tag, Path bundle) {
    String image = layout + ":" + tag;
    List<String> arguments =
        List.of("repack", "--refresh-bundle", "--no-history", "--image", image, bundle.toString());
    ToolResult result = tool.run(arguments, layout, ToolOutput.PROGRESS);
    if (!result.isSuccess()) {
      throw new GrampusException(
          "layer-pack",
          "umoci cannot make a layer of what the command changed: " + lastLine(result.errors()),
          "another snapshotter can: leave --snapshotter=umoci out. umoci cannot read files whose"
              + " mode closes them to their owner");
    }
  }

  /**
   * What umoci says of an image: a JSON document with its history and layers.
   *
   * @param layout an OCI layout
   * @param tag the image's name in the layout
   */
  public byte[] stat(Path layout, String tag) {
    ToolResult result = tool.run(List.of("stat", "--json", "--image", layout + ":" + tag), layout);
    if (!result.isSuccess()) {
      throw failure(result);
    }
    return result.output();
  }

  /** Gives an image of a layout another name there. */
  public void tag(Path layout, String tag, String newTag) {
    change(layout, List.of("tag", "--image", layout + ":" + tag, newTag));
  }

  /** Removes a name from a layout; the blobs stay. */
  public void removeTag(Path layout, String tag) {
    change(layout, List.of("rm", "--image", layout + ":" + tag));
  }

  /** Removes the blobs of a layout that no name leads to. */
  public void collectGarbage(Path layout) {
    change(layout, List.of("gc", "--layout", layout.toString()));
  }

  private void change(Path layout, List<String> arguments) {
    ToolResult result = tool.run(arguments, layout, ToolOutput.PROGRESS);
    if (!result.isSuccess()) {
      throw new GrampusException(
          "layout-change",
          "umoci " + arguments.get(0) + " failed: " + lastLine(result.errors()),
          "is " + layout + " an OCI image layout that you may write to?");
    }
  }

  private static GrampusException failure(ToolResult result) {
    String text = lastLine(result.errors().isBlank() ? result.outputText() : result.errors());
    if (text.contains("no space left on device") || text.contains("quota exceeded")) {
      return new GrampusException(
          "store-full",
          "umoci cannot unpack the image: " + text,
          "free some space with \"grampus prune\", or set GRAMPUS_ROOT to another file system");
    }
    return new GrampusException(
        "image-unpack",
        "umoci cannot unpack the image: " + text + " (exit code " + result.exitCode() + ")",
        "the image may be damaged or hostile; pull it again, or look at it with \"umoci stat\"");
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n", -1);
    return lines[lines.length - 1].strip().replaceFirst("^⨯ *", "");
  }
}
