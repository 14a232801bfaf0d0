package io.grampus.build.mount;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.MountPoints;
import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.Mount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Puts mounts where they belong: provides what they are mounted on, in the image without a trace,
 * or in another mount, and makes read-only what shall be once everything is in its place.
 */
final class MountLayout {
  private final UnionView image;
  private final MountPoints mountPoints;
  private final List<Mount> outside = new ArrayList<>();
  private final List<Mount> mounts = new ArrayList<>();
  private final List<String> places = new ArrayList<>(List.of("/dev"));
  private final List<String> readOnly = new ArrayList<>();

  MountLayout(UnionView image, MountPoints mountPoints) {
    this.image = image;
    this.mountPoints = mountPoints;
  }

  /** Adds what mounts are bound from. */
  void outside(Mount.Outside mount) {
    outside.add(mount);
  }

  /** A mount on a path that has been found and provided. */
  @FunctionalInterface
  interface AtPlace {
    Mount on(String path);
  }

  /**
   * Adds a mount. Those with shorter targets come first.
   *
   * @param target absolute; links in it are followed inside the image
   */
  void add(String target, boolean isDirectory, boolean isReadOnly, AtPlace mount)
      throws IOException {
    String path = inMount(target) ? target : followed(target);
    if (inMount(path)) {
      provideInMount(path, isDirectory);
    } else if (isDirectory) {
      mountPoints.directory(path);
    } else {
      mountPoints.file(path);
    }
    mounts.add(mount.on(path));
    places.add(path);
    if (isReadOnly) {
      readOnly.add(path);
    }
  }

  /**
   * The mode of a directory that the image has there; a mount in memory takes it over, as runc's.
   */
  OptionalInt modeOf(String target) throws IOException {
    if (inMount(target)) {
      return OptionalInt.empty();
    }
    try (Resolution found = image.resolve(ByteString.of(target), true)) {
      return found instanceof Resolution.Directory directory
          ? OptionalInt.of(directory.directory().status().permissions())
          : OptionalInt.empty();
    }
  }

  private boolean inMount(String path) {
    return places.stream().anyMatch(place -> MountTarget.isBelow(path, place));
  }

  private String followed(String target) throws IOException {
    try (Resolution found = image.resolve(ByteString.of(target), true)) {
      return MountTarget.of("/" + found.path(), "/");
    } catch (ErrnoException e) {
      throw new GrampusException(
          "mount-point",
          "nothing can be mounted on " + target + " of the image: " + Errno.description(e.errno()),
          "choose another target",
          e);
    }
  }

  /** Makes the mount point, and what leads to it, in the deepest mount that it is in. */
  private void provideInMount(String path, boolean isDirectory) {
    String holder =
        places.stream()
            .filter(place -> MountTarget.isBelow(path, place))
            .reduce("", (one, other) -> one.length() > other.length() ? one : other);
    if (places.contains(path)) {
      return;
    }
    for (int slash = path.indexOf('/', holder.length() + 1);
        slash >= 0;
        slash = path.indexOf('/', slash + 1)) {
      mounts.add(new Mount.EmptyDirectory(path.substring(0, slash)));
    }
    mounts.add(isDirectory ? new Mount.EmptyDirectory(path) : new Mount.EmptyFile(path));
  }

  /** All of it in the order in which it is to be done. */
  List<Mount> mounts() {
    List<Mount> all = new ArrayList<>(outside);
    all.addAll(mounts);
    List<String> innermostFirst = new ArrayList<>(readOnly);
    Collections.reverse(innermostFirst);
    innermostFirst.forEach(path -> all.add(new Mount.ReadOnly(path)));
    return all;
  }
}
