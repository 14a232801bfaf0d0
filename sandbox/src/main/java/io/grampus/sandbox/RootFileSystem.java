package io.grampus.sandbox;

import java.nio.file.Path;
import java.util.List;

/** Where a sandbox takes its root file system from. */
public sealed interface RootFileSystem {
  /** The directory on the host that takes the changes. */
  Path changes();

  /**
   * An overlay of directories, whose changes are collected in one of them.
   *
   * <p>Mount options are limited to one page (mount(2)), so all names but the first are short and
   * relative to it.
   *
   * @param base existing directory that the other names are relative to
   * @param lowers directories to read from, topmost first, at least one
   * @param upper directory that takes the changes
   * @param work empty directory on the file system of upper
   * @param mountPoint empty directory
   */
  record Overlay(Path base, List<String> lowers, String upper, String work, String mountPoint)
      implements RootFileSystem {
    /** Copies the list. */
    public Overlay {
      lowers = List.copyOf(lowers);
    }

    @Override
    public Path changes() {
      return base.resolve(upper);
    }
  }

  /** One directory, changed in place. */
  record Directory(Path directory) implements RootFileSystem {
    @Override
    public Path changes() {
      return directory;
    }
  }
}
