package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.UpperDirectory;
import io.grampus.os.ByteString;
import io.grampus.os.FileStatus;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The destination of a directory, made when the first thing is copied into it: a directory that is
 * left out itself appears only if something below it does not.
 */
final class TargetDirectory implements AutoCloseable {
  private final @Nullable TargetDirectory parent;
  private final ByteString name;
  private final @Nullable ImageFile image;
  private final boolean isCopied;
  private @Nullable UpperDirectory opened;

  private TargetDirectory(
      @Nullable TargetDirectory parent,
      ByteString name,
      @Nullable ImageFile image,
      boolean isCopied,
      @Nullable UpperDirectory opened) {
    this.parent = parent;
    this.name = name;
    this.image = image;
    this.isCopied = isCopied;
    this.opened = opened;
  }

  /** A directory that is open already and stays so. */
  static TargetDirectory of(UpperDirectory existing) {
    return new TargetDirectory(null, ByteString.EMPTY, null, false, existing);
  }

  /**
   * A directory below this one.
   *
   * @param childImage the metadata it gets
   * @param isChildCopied whether it is copied itself, not only on the way to something below it
   */
  TargetDirectory child(ByteString child, ImageFile childImage, boolean isChildCopied) {
    return new TargetDirectory(this, child, childImage, isChildCopied, null);
  }

  /**
   * The directory, made or opened when first asked for. One that exists gets the metadata too, but
   * only the mode where it is merely on the way.
   */
  UpperDirectory get() throws IOException {
    UpperDirectory present = opened;
    if (present != null) {
      return present;
    }
    if (parent == null || image == null) {
      throw new IllegalStateException("a root is open from the start");
    }
    UpperDirectory holder = parent.get();
    Optional<FileStatus> existing = holder.find(name);
    if (existing.isEmpty()) {
      present = holder.make(name, image);
    } else if (existing.get().isDirectory()) {
      present = holder.open(name);
      if (isCopied) {
        present.describe(image);
      } else {
        present.permit(image.permissions());
      }
    } else {
      throw CopyException.directoryOverFile(holder.path().child(name));
    }
    opened = present;
    return present;
  }

  /** How many descriptors are open for it. */
  int width() {
    return opened == null ? 0 : opened.width();
  }

  @Override
  public void close() throws IOException {
    if (opened != null && parent != null) {
      opened.close();
    }
  }
}
