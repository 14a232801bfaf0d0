package io.grampus.build.mount;

import io.grampus.build.pattern.CleanPath;

/** Where a mount goes: targets as written, made absolute. */
final class MountTarget {
  private MountTarget() {}

  /**
   * The absolute path.
   *
   * @param directory the working directory, below which relative targets lie
   * @throws MountException {@code mount-target} for the root itself
   */
  static String of(String written, String directory) {
    String target = CleanPath.resolve(directory, written);
    if (target.equals("/")) {
      throw MountException.rootTarget(written);
    }
    if (isAtOrBelow(target, "/proc") || isAtOrBelow(target, "/sys")) {
      throw MountException.kernelTarget(target);
    }
    return target;
  }

  static boolean isAtOrBelow(String path, String directory) {
    return path.equals(directory) || isBelow(path, directory);
  }

  static boolean isBelow(String path, String directory) {
    return path.startsWith(directory + "/");
  }
}
