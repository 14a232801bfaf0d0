package io.grampus.build.mount;

import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.SourceTree;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.ByteString;
import io.grampus.sandbox.Mount;
import io.grampus.sandbox.RootFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Shows trees of the context, of stages and of images to a command: an overlay of their directories
 * takes what the command changes, and is thrown away. Where there can be none, they are copied.
 */
final class TreeMounts {
  private static final String UPPER = "u";
  private static final String COPY = "c";

  private final StoreFiles files;
  private final Path store;
  private final WorkingSnapshot working;
  private int count;

  /**
   * Mounts for one command.
   *
   * @param store the store's root
   * @param working what the command changes
   */
  TreeMounts(StoreFiles files, Path store, WorkingSnapshot working) {
    this.files = files;
    this.store = store;
    this.working = working;
  }

  /**
   * Makes a tree ready to be bound.
   *
   * @param writable whether the command may change what it sees
   * @param layout told what is to be mounted first
   * @return where the tree is then
   */
  Path show(CopySource source, SourceTree tree, boolean writable, MountLayout layout)
      throws IOException {
    Path place = Files.createDirectory(working.scratch().resolve("m" + count++));
    Path upper = Files.createDirectory(place.resolve(UPPER));
    // The kernel copies nothing up whose owner has no number in the sandbox: EOVERFLOW.
    boolean isForeign =
        writable
            && !source.keepsOwners()
            && !tree.belongsTo(files.user().uid(), files.user().gid());
    if (isForeign || !working.merges()) {
      files.fill(List.of(), upper, Instant.now(), target -> tree.copyTo(COPY, target));
      return upper.resolve(COPY);
    }
    return merge(source, tree, place, layout);
  }

  private Path merge(CopySource source, SourceTree tree, Path place, MountLayout layout)
      throws IOException {
    Path upper = place.resolve(UPPER);
    Files.createDirectory(place.resolve("w"));
    Files.createDirectory(place.resolve("m"));
    List<Path> lowers = new ArrayList<>(source.directories());
    if (lowers.isEmpty()) {
      lowers.add(Files.createDirectory(place.resolve("e")));
    }
    if (source.keepsOwners()) {
      files.copyDirectoryAttributes(lowers.get(lowers.size() - 1), upper);
    } else {
      Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    files.fill(lowers, upper, Instant.now(), tree::hideIgnored);
    Path base = store.toRealPath();
    List<String> names = new ArrayList<>();
    for (Path lower : lowers) {
      names.add(escaped(base.relativize(lower.toRealPath()).toString()));
    }
    Collections.reverse(names);
    RootFileSystem.Overlay overlay =
        new RootFileSystem.Overlay(
            base, names, name(place, UPPER), name(place, "w"), name(place, "m"));
    layout.outside(new Mount.Merged(overlay));
    return below(base, overlay.mountPoint(), tree.path());
  }

  private String name(Path place, String part) {
    return store.relativize(place.resolve(part)).toString();
  }

  private static Path below(Path base, String mountPoint, ByteString path) {
    Path mounted = base.resolve(mountPoint);
    return path.isEmpty() ? mounted : mounted.resolve(path.toString());
  }

  /** Colons and commas separate the options of an overlay, overlayfs.rst. */
  private static String escaped(String path) {
    return path.replaceAll("[\\\\:,]", "\\\\$0");
  }
}
